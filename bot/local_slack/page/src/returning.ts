// A pane that closes gives the focus back to what opened it.

import { useEffect } from "react";

export function useReturningFocus(): void {
  useEffect(() => {
    const opener = document.activeElement;
    return () => {
      const lost = document.activeElement === document.body || document.activeElement === null;
      if (lost && opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
}
