/**
 * Wrongly decoded lines, made by Python 3.11's codecs from public-domain sentences (Tang poems of Debian's `fortunes-zh`,
 * wording of `bible-kjv-text` with typographic marks) and our own. Made without looking at `data/`.
 */
import type { Line } from './dirt.js';

export const mojibakeLines: readonly (Line & { was: string; how: string })[] = [
  {
    language: 'zh',
    was: '中有一人字太真，雪肤花貌参差是。手持绿玉杖，朝别黄鹤楼。',
    how: 'utf-8 as gbk',
    text: '涓�鏈変竴浜哄瓧澶�鐪燂紝闆�鑲よ姳璨屽弬宸�鏄�銆傛墜鎸佺豢鐜夋潠锛屾湞鍒�榛勯工妤笺��',
  },
  {
    language: 'zh',
    was: '出塞复入塞，处处黄芦草。忽见陌头杨柳色，悔教夫婿觅封侯。',
    how: 'gb18030 as latin-1',
    text: '³öÈû¸´ÈëÈû£¬´¦´¦»ÆÂ«²Ý¡£ºö¼ûÄ°Í·ÑîÁøÉ«£¬»Ú½Ì·òÐöÃÙ·âºî¡£',
  },
  {
    language: 'zh',
    was: '登舟望秋月，空忆谢将军。向来吟秀句，不觉已鸣鸦。',
    how: 'utf-8 as cp1252',
    text: 'ç™»èˆŸæœ›ç§‹æœˆï¼Œç©ºå¿†è°¢å°†å†›ã€‚å�‘æ�¥å�Ÿç§€å�¥ï¼Œä¸�è§‰å·²é¸£é¸¦ã€‚',
  },
  {
    language: 'zh',
    was: '即今漂泊干戈际，屡貌寻常行路人。昔别君未婚，儿女忽成行。',
    how: 'utf-8 as latin-1',
    text: 'å\u008d³ä»\u008aæ¼\u0082æ³\u008aå¹²æ\u0088\u0088é\u0099\u0085ï¼\u008cå±¡è²\u008cå¯»å¸¸è¡\u008cè·¯äººã\u0080\u0082æ\u0098\u0094å\u0088«å\u0090\u009bæ\u009cªå©\u009aï¼\u008cå\u0084¿å¥³å¿½æ\u0088\u0090è¡\u008cã\u0080\u0082',
  },
  {
    language: 'zh',
    was: '我醉君复乐，陶然共忘机。浩然北山白云里，隐者自怡悦。',
    how: 'gb18030 as cp1252',
    text: 'ÎÒ×í¾ý¸´ÀÖ£¬ÌÕÈ»¹²Íü»ú¡£ºÆÈ»±±É½°×ÔÆÀï£¬ÒþÕß×ÔâùÔÃ¡£',
  },
  {
    language: 'zh',
    was: '星临万户动，月傍九霄多。盘飧市远无兼味，樽酒家贫只旧醅。',
    how: 'utf-8 as gb18030',
    text: '鏄熶复涓囨埛鍔\ue7d2紝鏈堝倣涔濋渼澶氥�傜洏椋у競杩滄棤鍏煎懗锛屾ń閰掑\ue18d璐\ue0a2彧鏃ч唴銆�',
  },
  {
    language: 'zh',
    was: '一声已动物皆静，四座无言星欲稀。涧底束荆薪，归来煮白石。',
    how: 'gb18030 as big5',
    text: '珨汒眒雄昜諂噙ㄛ侐釱拸晟陎郗洁﹝膚菁旰麾郇ㄛ寥懂羜啞坒﹝',
  },
  {
    language: 'zh',
    was: '缓歌谩舞凝丝竹，尽日君王看不足。空园白露滴，孤壁野僧邻。',
    how: 'gb18030 as utf-8',
    text: '����á����˿�\u63b3e��վ��������㡣��\u0530��¶�Σ��±�Ұɮ�ڡ�',
  },
  {
    language: 'zh',
    was: '床前明月光，疑是地上霜。',
    how: 'big5 as gb18030',
    text: '\ue7a7玡\ue80bる\ue780\ue4c7好琌\ue6c7\ue5fd流\ue4c9',
  },
  {
    language: 'zh',
    was: '汉家烟尘在东北，汉将辞家破残贼。梨园子弟散如烟，女乐余姿映寒日。',
    how: 'utf-8 as big5',
    text: '瘙�摰嗥��撠���其�����嚗�瘙�撠�颲�摰嗥�湔��韐潦��璇典�剖��撘����憒����嚗�憟喃��雿�憪踵��撖���乓��',
  },
  {
    language: 'en',
    was: 'And he said unto them, “Go ye into all the world” — and they went forth, every man to his own house.',
    how: 'utf-8 as cp1252',
    text: 'And he said unto them, â€œGo ye into all the worldâ€� â€” and they went forth, every man to his own house.',
  },
  {
    language: 'en',
    was: 'Let not your heart be troubled; it’s written: “In my Father’s house are many mansions.”',
    how: 'utf-8 as latin-1',
    text: 'Let not your heart be troubled; itâ\u0080\u0099s written: â\u0080\u009cIn my Fatherâ\u0080\u0099s house are many mansions.â\u0080\u009d',
  },
  {
    language: 'en',
    was: 'The café by the river — the naïve old man’s favourite — served crème brûlée for £4.',
    how: 'utf-8 as gbk',
    text: 'The caf茅 by the river 鈥� the na茂ve old man鈥檚 favourite 鈥� served cr猫me br没l茅e for 拢4.',
  },
  {
    language: 'en',
    was: '“Whither thou goest, I will go”—so she said, and she didn’t turn back…',
    how: 'utf-8 as mac-roman',
    text: '‚ÄúWhither thou goest, I will go‚Äù‚Äîso she said, and she didn‚Äôt turn back‚Ä¶',
  },
  {
    language: 'en',
    was: 'The señor’s piñata cost €12 in São Paulo, and nobody’s façade was cleaner.',
    how: 'utf-8 as cp1252x2',
    text: 'The seÃƒÂ±orÃ¢â‚¬â„¢s piÃƒÂ±ata cost Ã¢â€šÂ¬12 in SÃƒÂ£o Paulo, and nobodyÃ¢â‚¬â„¢s faÃƒÂ§ade was cleaner.',
  },
  {
    language: 'en',
    was: 'To every thing there is a season… ‘a time to plant’, and ‘a time to pluck up’.',
    how: 'cp1252 as utf-8',
    text: 'To every thing there is a season� �a time to plant�, and �a time to pluck up�.',
  },
  {
    language: 'en',
    was: 'Zoë’s résumé mentions Málaga, Köln and Århus – three towns she’s fond of.',
    how: 'utf-8 as cp1252',
    text: 'ZoÃ«â€™s rÃ©sumÃ© mentions MÃ¡laga, KÃ¶ln and Ã…rhus â€“ three towns sheâ€™s fond of.',
  },
  {
    language: 'en',
    was: 'Charity suffereth long, and is kind; charity envieth not – charity vaunteth not itself.',
    how: 'utf-8 as cp1252',
    text: 'Charity suffereth long, and is kind; charity envieth not â€“ charity vaunteth not itself.',
  },
  {
    language: 'en',
    was: 'Temperatures fell to −5 °C on the Jura’s slopes, 10 °C below the May average.',
    how: 'utf-8 as cp1252',
    text: 'Temperatures fell to âˆ’5 Â°C on the Juraâ€™s slopes, 10 Â°C below the May average.',
  },
  {
    language: 'en',
    was: 'The dog’s owner said: “He’s only playing.”',
    how: 'cp1252 as gbk',
    text: 'The dog抯 owner said: 揌e抯 only playing.�',
  },
];
