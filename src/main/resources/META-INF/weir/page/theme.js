// The theme, set before the first paint, and so no module. A choice that cannot be stored holds until the page is left.
const themes = ['system', 'light', 'dark'];
let theme;

function setTheme(chosen) {
  theme = themes.includes(chosen) ? chosen : 'system';
  document.documentElement.dataset.theme = theme;
}

try {
  setTheme(localStorage.getItem('weir.theme'));
} catch {
  setTheme('system');
}

addEventListener('DOMContentLoaded', () => {
  const button = document.getElementById('theme');
  const show = () => {
    button.textContent = `Theme: ${theme}`;
  };
  button.addEventListener('click', () => {
    setTheme(themes[(themes.indexOf(theme) + 1) % themes.length]);
    show();
    try {
      localStorage.setItem('weir.theme', theme);
    } catch {}
  });
  show();
  button.hidden = false;
});
