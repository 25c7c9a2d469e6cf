import type { CodeUnits } from '../code-units.js';
import { fold, isDigit, isLetter } from './fold.js';

/** Words before a number that say what it is. */
const PHONE = [
  ...['phone', 'telephone', 'tel', 'mobile', 'cell', 'call', 'fax', 'whatsapp', 'text', 'dial', 'ring'],
  ...['电话', '手机', '致电', '传真', '热线', '联系方式', '拨打', '座机', '電話', '手機'],
];
const OTHER = [
  ...[
    'order',
    'invoice',
    'tracking',
    'isbn',
    'issn',
    'doi',
    'serial',
    'reference',
    'ref',
    'version',
    'no',
    'id',
  ],
  ...['ticket', 'parcel', 'sku', 'part', 'model', 'build', 'batch', 'receipt', 'coordinates'],
  ...[
    '订单',
    '编号',
    '单号',
    '流水',
    '书号',
    '学号',
    '工号',
    '序列',
    '型号',
    '批号',
    '版本',
    '票号',
    '坐标',
    '条码',
  ],
];
const WINDOW = 24;
/** What ends the stretch that counts; so does a point behind a digit. */
const ENDS = new Set(Array.from('\n。！？!?;', (mark) => mark.charCodeAt(0)));

/**
 * What the words just before `start`, in its own sentence, say of the number there: the nearest one counts.
 * "phone number" is a phone: a word for phones outweighs one that follows it directly.
 */
export function contextOf(text: CodeUnits, start: number): 'phone' | 'other' | undefined {
  let before = '';
  for (let at = start - 1; at >= 0 && at >= start - WINDOW; at--) {
    const unit = fold(text[at]!);
    if (ENDS.has(unit) || (unit === 0x2e && at > 0 && isDigit(fold(text[at - 1]!)))) break;
    before = String.fromCharCode(unit) + before;
  }
  before = before.toLowerCase();
  const phone = Math.max(...PHONE.map((word) => placeOf(before, word)));
  const other = Math.max(...OTHER.map((word) => placeOf(before, word)));
  if (phone < 0 && other < 0) return undefined;
  if (phone >= other) return 'phone';
  return phone >= 0 && /^\w+ ?(?:number|no|id)\b[^\p{L}\d]*$/u.test(before.slice(phone)) ? 'phone' : 'other';
}

/** Where the word last stands, as a word of its own if it is English; −1 where nowhere. */
function placeOf(before: string, word: string): number {
  const at = before.lastIndexOf(word);
  if (at < 0 || !isLetter(word.charCodeAt(0))) return at;
  const [left, right] = [before.charCodeAt(at - 1), before.charCodeAt(at + word.length)];
  return isLetter(left) || isLetter(right) ? -1 : at;
}
