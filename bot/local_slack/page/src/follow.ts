// A list that stays at its end while it grows, until the reader scrolls up.

import { useCallback, useEffect, useRef, useState } from "react";

const NEAR = 40; // px from the end that still count as the end

export function useFollow() {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const top = useRef(0);
  const [following, setFollowing] = useState(true);

  const toEnd = useCallback(() => {
    atEnd.current = true;
    setFollowing(true);
    if (!box.current) return;
    box.current.scrollTop = box.current.scrollHeight;
    top.current = box.current.scrollTop; // so that a scroll up in the same frame is seen as one
  }, []);

  const onScroll = useCallback(() => {
    if (!box.current) return;
    const { scrollHeight, scrollTop, clientHeight } = box.current;
    const isNear = scrollHeight - scrollTop - clientHeight < NEAR;
    const wentUp = scrollTop < top.current; // else the list only grew since it was scrolled
    top.current = scrollTop;
    if (isNear || wentUp) atEnd.current = isNear;
    setFollowing(atEnd.current);
  }, []);

  useEffect(() => {
    const grown = new ResizeObserver(() => atEnd.current && toEnd());
    const list = box.current?.firstElementChild;
    if (box.current) grown.observe(box.current);
    if (list) grown.observe(list);
    return () => grown.disconnect();
  }, [toEnd]);

  return { box, following, toEnd, onScroll };
}
