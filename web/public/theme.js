// Runs before the first paint: whoever chose a theme does not see another one first.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem('patchlight.theme');
  } catch {
    // Storage is refused: the system decides.
  }
  if (theme !== null && theme !== 'auto') document.documentElement.dataset.theme = theme;
})();
