/** What can go wrong in a Chinese sentence of the world. Each change breaks one rule and nothing else. */
import type { Thing } from '../../world/tables/types.js';
import { edits, frames, type Edit, type Frame } from './edits.js';

export const CHINESE_EDITS: readonly Edit[] = [
  ...edits(
    'order',
    [/^(\{name\}(?:的..|报的专业|在大学读的|参加的社团|最喜欢的.|最喜欢的食物)?)(是)(.+)。$/, '$1$3$2。'],
    [/^(\{name\}(?:的..)?)(住在|出生在|在|来自)(\{value\}楼?)。$/, '$1$3$2。'],
    [/^(\{value\}楼?)(是)(.+)。$/, '$1$3$2。'],
    [/(课余在)(\{value\}社)(活动)/, '$1$3$2'],
    [/^从(\{value\})来的/, '来从$1的'],
    [/(和)(\{name\})(一起)/, '$2$1$3'],
    [/(里)(有)(\{name\})/, '$1$3$2'],
  ),
  ...edits(
    'particle',
    [/(\{name\})的(专业|宿舍|寝室|社团|家乡|老家)/, '$1得$2'],
    [/的/, '地'],
    [/(长大)的地方/, '$1地方的'],
    [/(\{value\}楼)的同学/, '$1同学的'],
    [/(系|社)的(同学|成员)/, '$1$2的'],
  ),
  ...edits('aspect', [/加入了/, '了加入'], [/住进了/, '了住进'], [/住着/, '着住']),
  ...edits(
    'measure-word',
    [/有个学生/, '有座学生'],
    [/有个学生/, '有束学生'],
    [/这位社员/, '这座社员'],
    [/这位社员/, '这条社员'],
    [/一束/, '一位'],
    [/一束/, '一座'],
  ),
  ...edits('locative', [/在所有的花里/, '所有的花在里'], [/(\{value\}楼)里/, '里$1']),
  ...edits(
    'ba',
    [/把(\{value\})送给(\{name\})/, '$1把送给$2'],
    [/把(\{value\})送给(\{name\})/, '送给把$1$2'],
    [/把(\{value\})送给(\{name\})/, '把送给$1$2'],
  ),
  ...edits('causative', [/让(\{name\})/, '$1让']),
  ...edits(
    'adverb',
    [/都认识/, '认识都'],
    [/常常能看到/, '能看到常常'],
    [/很欢迎/, '欢迎很'],
    [/最爱吃/, '爱吃最'],
    [/最喜欢/, '喜欢最'],
    [/常吃/, '吃常'],
    [/总是买/, '买总是'],
    [/总要点/, '要点总'],
    [/更爱吃/, '爱吃更'],
    [/(\{name\})就/, '就$1'],
    [/可以找到/, '找到可以'],
    [/常把/, '把常'],
    [/最想念/, '想念最'],
    [/最爱(\{value\})/, '爱最$1'],
  ),
  ...edits('comparative', [/更爱吃/, '很爱吃'], [/比(\{name\})/, '$1比']),
  ...edits('negation', [/没人/, '人没'], [/没人/, '不人']),
];

/** In questions, the question word out of its place. */
export const CHINESE_QUESTIONS: readonly Edit[] = edits(
  'question',
  [/是(什么|谁)？$/, '$1是？'],
  [/(住在|来自)(哪里)/, '$2$1'],
  [/(学|吃)(什么)/, '$2$1'],
  [/(在|加入了|是)(哪)(座|个|种)/, '$2$1$3'],
  [/(什么)(花|食物|社团)/, '$2$1'],
);

/** Buildings that are counted with 座. */
const GREAT = ['library', 'museum', 'theatre', 'stadium', 'hospital', 'observatory', 'greenhouse', 'clock-tower', 'railway-station', 'concert-hall']; // prettier-ignore
/** Animals that are counted with 只. */
const SMALL = ['bee', 'ant', 'spider', 'butterfly', 'swan', 'shrimp', 'chicken', 'cat', 'crane'];
const great = (thing: Thing) => thing.class !== 'building' || GREAT.includes(thing.id);
const small = (thing: Thing) => thing.class !== 'animal' || SMALL.includes(thing.id);

export const CHINESE_FRAMES: readonly Frame[] = [
  ...frames(
    'measure-word',
    ['{dorm}楼里住着一位{worker}。', '{dorm}楼里住着一座{worker}。'],
    ['{dorm}楼里住着一位{worker}。', '{dorm}楼里住着一束{worker}。'],
    ['{club}社有两位{worker}。', '{club}社有两条{worker}。'],
    ['{worker}有两条腿。', '{worker}有两位腿。'],
    ['{worker}有两条腿。', '{worker}有两座腿。'],
    ['{city}有一座{building}。', '{city}有一位{building}。', great],
    ['{district}区有一座{building}。', '{district}区有一条{building}。', great],
    ['桌上有一束{flower}。', '桌上有一位{flower}。'],
    ['{worker}有一束{flower}。', '{worker}有一座{flower}。'],
    ['校园里有一只{animal}。', '校园里有一条{animal}。', small],
    ['{dorm}楼里有一只{animal}。', '{dorm}楼里有一束{animal}。', small],
  ),
  ...frames(
    'ba',
    ['{worker}把{flower}送给{name}。', '{worker}{flower}把送给{name}。'],
    ['{name}把{food}送给{other}。', '{name}送给把{food}{other}。'],
    ['{name}把{flower}放进水里。', '{name}{flower}把放进水里。'],
  ),
  ...frames(
    'particle',
    ['{name}的{food}很好吃。', '{name}地{food}很好吃。'],
    ['{city}的{building}很大。', '{city}得{building}很大。'],
    ['{month}的{city}很美丽。', '{month}地{city}很美丽。'],
    ['{flower}开得最好。', '{flower}开地最好。'],
  ),
  ...frames(
    'order',
    ['{name}和{other}住在{dorm}楼。', '{name}{other}和住在{dorm}楼。'],
    ['{name}在{city}工作。', '{name}工作{city}在。'],
    ['{worker}来自{city}。', '{worker}{city}来自。'],
    ['{worker}加入了{club}社。', '了{worker}加入{club}社。'],
    ['从{city}来的{worker}住在{dorm}楼。', '来从{city}的{worker}住在{dorm}楼。'],
  ),
  ...frames(
    'aspect',
    ['{month}到了，{flower}就开了。', '{month}了到，{flower}就开了。'],
    ['{month}到了，{flower}就开了。', '{month}到了，{flower}就了开。'],
  ),
  ...frames('negation', ['{worker}没有{flower}。', '{worker}不有{flower}。'], ['{city}没有{animal}。', '{city}不有{animal}。']), // prettier-ignore
  ...frames(
    'comparative',
    ['{name}比{other}更高。', '{name}比{other}很高。'],
    ['{name}比{other}更高。', '{name}{other}比更高。'],
  ),
  ...frames(
    'adverb',
    ['{name}和{other}都来自{city}。', '都{name}和{other}来自{city}。'],
    ['{city}的同学都认识{name}。', '都{city}的同学认识{name}。'],
  ),
  ...frames(
    'locative',
    ['{dorm}楼里有{flower}。', '里{dorm}楼有{flower}。'],
    ['{worker}住在{city}。', '{worker}住{city}在。'],
  ),
];
