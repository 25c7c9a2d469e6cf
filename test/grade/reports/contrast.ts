/** Text that is too faint to read, as WCAG 2 counts it. */
import type { Page } from 'playwright-core';

/** Runs in the page: each piece of text whose contrast with the paper below it is under 4.5 (3 for large text). */
const FIND = `(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const pixel = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join('');
    if (own === '' || element.closest('style')) continue;
    const papers = [];
    for (let up = element; up; up = up.parentElement) papers.unshift(getComputedStyle(up).backgroundColor);
    const style = getComputedStyle(element);
    const [paper, ink] = [pixel(['white', ...papers]), pixel(['white', ...papers, style.color])].map(luminance);
    const contrast = (Math.max(paper, ink) + 0.05) / (Math.min(paper, ink) + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if (contrast < (large ? 3 : 4.5)) found.push(contrast.toFixed(2) + ' ' + own.slice(0, 40));
  }
  return found;
})()`;

export const contrastProblems = (page: Page) => page.evaluate(FIND) as Promise<string[]>;
