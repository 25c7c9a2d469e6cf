/** The one place that makes text safe inside HTML, SVG, Plotly labels and `<script>` JSON. */

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  // Numeric, because Plotly's labels do not know `&quot;`.
  '"': '&#34;',
  "'": '&#39;',
  // Backticks end attributes in old browsers.
  '`': '&#96;',
};

// What XML 1.0 forbids even as an entity: control characters, lone surrogates, the two non-characters.
const FORBIDDEN =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** The text with each character that XML forbids replaced by `\uFFFD`. */
export function printable(text: string): string {
  return text.replace(FORBIDDEN, '\uFFFD');
}

/** Text as it may stand in an element or in a quoted attribute of HTML or XML. */
export function escapeHtml(value: unknown): string {
  return printable(String(value)).replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? character);
}

/** A Plotly label: Plotly reads a little HTML, and TeX between dollar signs. */
export function escapePlotly(value: unknown): string {
  return escapeHtml(value).replaceAll('$', '&#36;');
}

/** JSON that may stand inside `<script>`: no `</script>`, no `<!--`, no line separators. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}
