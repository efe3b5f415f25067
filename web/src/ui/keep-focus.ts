const kept = 12;

/**
 * Whoever works by keyboard is never left nowhere: where what had the focus is taken away, as a dialog is that was closed or
 * a bar whose work is done, what had it before has it again, else `home`. Gives what ends it.
 */
export function keepFocus(home: HTMLElement): () => void {
  let before: readonly Element[] = [];
  const focused = ({ target }: FocusEvent) => {
    if (target instanceof Element) before = [...before.filter((each) => each !== target), target].slice(-kept);
  };
  const left = ({ target, relatedTarget }: FocusEvent) => {
    // Somebody clicked beside it, and what comes next begins there. What is taken away is not there any more in a moment.
    if (relatedTarget !== null || !document.hasFocus()) return;
    queueMicrotask(() => {
      if (target instanceof Element && target.isConnected) before = [];
    });
  };
  const observer = new MutationObserver(() => {
    const last = before.at(-1);
    if (last === undefined || last.isConnected || !isNowhere()) return;
    const isStill = (each: Element): each is HTMLElement => each instanceof HTMLElement && isShown(each);
    // A row that was scrolled out of sight takes the keys of rows along; a field from before would swallow them.
    const next = last instanceof HTMLTableRowElement ? undefined : before.findLast(isStill);
    before = [];
    (next ?? home).focus({ preventScroll: true });
  });
  document.addEventListener('focusin', focused);
  document.addEventListener('focusout', left);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener('focusin', focused);
    document.removeEventListener('focusout', left);
    observer.disconnect();
  };
}

const isNowhere = () => document.activeElement === null || document.activeElement === document.body;
const isShown = (element: HTMLElement) => element.isConnected && element.offsetParent !== null;
