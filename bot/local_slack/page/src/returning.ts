// A pane that closes gives the focus back to what opened it.

import { useEffect, useState } from "react";

export function useReturningFocus(): void {
  const [opener] = useState(() => document.activeElement); // before the pane takes the focus
  useEffect(
    () => () => {
      const isLost = document.activeElement === document.body;
      if (isLost && opener instanceof HTMLElement) opener.focus();
    },
    [opener],
  );
}
