/**
 * Dirt from another hand: written before its author had seen the phrase lists of `data/corpus` or the plants of
 * `data/world-web`. No filter may be tuned to it. Numbers are invented; check digits are right where a kind has one.
 */
export type Language = 'en' | 'zh';
export interface Line {
  language: Language;
  text: string;
}

const english = (...texts: string[]): Line[] => texts.map((text) => ({ language: 'en', text }));
const chinese = (...texts: string[]): Line[] => texts.map((text) => ({ language: 'zh', text }));

export const advertisements: readonly Line[] = [
  ...english(
    'Mattresses from $199 – this weekend only! Order before midnight and we throw in two pillows.',
    'Tired of slow internet? Switch to FibreNow today and get three months on us. Call or click to upgrade.',
    'Get 30% off your first box of fresh vegetables with the code GREEN30 at checkout.',
    'Our new running shoes are lighter than ever. Available now in all stores and online with free returns.',
    'Need cash fast? Loans up to £5,000, no credit check, money in your account within an hour. Apply online.',
    'Try our language app free for 14 days. Cancel anytime.',
    'Learn to trade like the professionals: our webinar shows you how. Seats are limited, reserve yours now!',
    'Download the game that everybody talks about. Play for free on iOS and Android.',
    'Hotel Bellevue: book direct and save 15 percent. Breakfast included, kids stay free.',
    'Winter sale: up to half price on coats, boots and scarves, while stocks last.',
    'Lose ten pounds in ten days with our herbal tea – satisfaction guaranteed or your money back.',
    'Compare car insurance quotes in two minutes and start saving today.',
    'Sponsored: The gadget every kitchen needs costs less than you think. Shop the collection.',
    'Gift cards are now available. Treat someone you love and earn double points until Sunday.',
    'Flights to Rome from only 49 euros. Hurry, this deal ends tonight.',
  ),
  ...chinese(
    '周末大促，床垫低至五折，下单再送枕头两只！',
    '还在为网速慢发愁？现在办理光纤宽带，前三个月免费，拨打热线马上安装。',
    '新用户首单立减三十元，扫码关注公众号即可领取优惠券。',
    '新款跑鞋轻盈上市，线上线下同步发售，七天无理由退货。',
    '急需用钱？最高可借二十万，无抵押无担保，最快十分钟到账。',
    '英语口语一对一外教课，免费试听，名额有限，先到先得。',
    '学炒股，跟老师，添加微信立即进群，每天推荐牛股！',
    '火爆手游今日开服，下载即送豪华大礼包，点击进入。',
    '海景酒店提前预订享八五折，含双人早餐，儿童免费入住。',
    '冬季清仓，羽绒服一律99元，卖完为止。',
    '祖传秘方，三天见效，无效全额退款，欢迎来电咨询。',
    '买车险上我们平台，比价更省钱，在线投保还送加油卡。',
    '本店开业酬宾，全部商品买一送一，仅限三天。',
    '充值会员享双倍积分，更有精美礼品等你拿！',
    '装修找我们，免费量房免费设计，报价透明，微信同号。',
  ),
];

/** Cookie banners, menus, footers. */
export const boilerplate: readonly Line[] = [
  ...english(
    'This website uses cookies to give you the best experience. Learn more | Accept all | Reject',
    'Home | About us | Products | Contact',
    '© 2021 Northern Lakes Gazette. All rights reserved.',
    'Skip to main content',
    'Share on Facebook Tweet Pin it Email',
    'Sign in to leave a comment',
    'You might also like',
    'Previous post: A walk in the hills — Next post: The old mill',
    'Terms of use · Privacy policy · Imprint',
    'Subscribe to our newsletter and never miss a story.',
    'Posted in Uncategorized | 3 comments',
    'Powered by WordPress',
    'We and our partners store and access information on your device. Manage preferences',
    'Back to top',
    'Please enable JavaScript to view this page.',
  ),
  ...chinese(
    '本网站使用Cookie以提升您的浏览体验，继续浏览即表示您同意我们的隐私政策。',
    '首页 > 新闻 > 国内 > 正文',
    '版权所有 © 2019 湖畔晚报 未经授权不得转载',
    '登录 | 注册 | 收藏本站',
    '分享到：微信 微博 QQ空间',
    '责任编辑：李明',
    '上一篇：山中漫步　下一篇：老磨坊',
    '相关阅读',
    '京ICP备12345678号-1',
    '关于我们 | 联系我们 | 加入我们 | 网站地图',
    '点击查看更多',
    '发表评论请先登录',
    '扫一扫关注我们的公众号',
    '返回顶部',
    '猜你喜欢',
  ),
];

/** Lines in a third language, to be found among English or Chinese ones. */
export const otherLanguages: readonly (Line & { code: string })[] = [
  {
    language: 'en',
    code: 'de',
    text: 'Am Abend ging der alte Fischer noch einmal hinunter zum Hafen und sah nach den Booten.',
  },
  {
    language: 'en',
    code: 'fr',
    text: 'La bibliothèque ferme à dix-huit heures, sauf le mercredi où elle reste ouverte plus tard.',
  },
  {
    language: 'en',
    code: 'es',
    text: 'Los niños corrieron hacia la playa en cuanto terminó la última clase del verano.',
  },
  {
    language: 'en',
    code: 'it',
    text: 'Il treno per Bologna parte dal binario quattro con venti minuti di ritardo.',
  },
  {
    language: 'en',
    code: 'pt',
    text: 'A chuva começou de manhã e só parou quando já era noite em toda a cidade.',
  },
  {
    language: 'en',
    code: 'nl',
    text: 'Mijn oom verkoopt kaas op de markt en staat elke zaterdag om vijf uur op.',
  },
  {
    language: 'en',
    code: 'sv',
    text: 'Under vintern fryser sjön till is och barnen åker skridskor efter skolan.',
  },
  { language: 'en', code: 'pl', text: 'Stary zegar na wieży ratusza wybija godziny od ponad trzystu lat.' },
  {
    language: 'en',
    code: 'tr',
    text: 'Kardeşim her sabah fırından sıcak ekmek alır ve eve yürüyerek döner.',
  },
  { language: 'en', code: 'ru', text: 'Весной река разливается, и луга на другом берегу стоят под водой.' },
  { language: 'zh', code: 'ja', text: '駅前の小さなパン屋は、朝六時から焼きたてのパンを売っています。' },
  { language: 'zh', code: 'ko', text: '할머니는 매일 아침 마당에 있는 꽃에 물을 주십니다.' },
  {
    language: 'zh',
    code: 'de',
    text: 'Die Brücke wurde im letzten Jahr erneuert und ist jetzt wieder für Radfahrer offen.',
  },
  {
    language: 'zh',
    code: 'fr',
    text: 'Le médecin lui a conseillé de marcher une heure chaque jour dans la forêt.',
  },
  {
    language: 'zh',
    code: 'es',
    text: 'El mercado abre temprano y los pescadores traen todo lo que sacaron por la noche.',
  },
  { language: 'zh', code: 'ru', text: 'Учитель попросил нас прочитать первую главу до понедельника.' },
  { language: 'zh', code: 'vi', text: 'Sáng nay trời mưa to nên chúng tôi đến trường muộn hơn mọi ngày.' },
  { language: 'zh', code: 'ar', text: 'يفتح المتحف أبوابه كل يوم من التاسعة صباحا حتى الخامسة مساء.' },
  { language: 'zh', code: 'ja', text: '弟は夏休みの間、毎日川で魚を釣っていました。' },
  {
    language: 'zh',
    code: 'en',
    text: 'The baker opens at six, and by seven the street smells of warm bread and coffee.',
  },
];

/** Rude, mildly, and harmless. */
export const rude: readonly Line[] = [
  ...english(
    'You are a complete idiot and nobody wants to hear from you.',
    'What a stupid thing to say, only a moron would believe it.',
    'Shut up, you clown.',
    'This author is a pathetic loser who cannot even spell.',
    'Get lost, you useless lump.',
    'Only fools and dimwits live in that street.',
    'Your cooking is garbage and so are you.',
    'He is a dirty liar and a coward.',
    'I hate your ugly face.',
    'Damn you and your silly bicycle.',
  ),
  ...chinese(
    '你真是个白痴，没人想听你说话。',
    '蠢货才会相信这种鬼话。',
    '闭嘴吧，你这个小丑。',
    '作者就是个废物，连字都写不对。',
    '滚开，没用的东西。',
    '住那条街的都是傻子。',
    '你做的饭跟垃圾一样，你也是垃圾。',
    '他是个骗子加胆小鬼，真不要脸。',
    '看到你那张丑脸就恶心。',
    '混蛋，把自行车还给我！',
  ),
];

export interface Datum extends Line {
  /** What has to be replaced, or to stay. */
  value: string;
  /** What it is. */
  what: string;
}
const datum = (language: Language, what: string, value: string, text: string): Datum => ({
  ...{ language, what, value },
  text: text.replace('%', value),
});

export const personal: readonly Datum[] = [
  datum('en', 'email', 'm.okafor@rivermail.example', 'Write to Mary at % before Friday.'),
  datum('en', 'email', 'old_tom+news@farm-co.co.uk', 'For seeds, ask <%>.'),
  datum('en', 'email', 'J.Smith99@students.lakeside.edu', 'My address is %, and I answer slowly.'),
  datum('en', 'email', 'anna.bell (at) postbox (dot) org', 'Reach the choir at %.'),
  datum('en', 'phone', '(415) 555-0132', 'Call the landlord on % after six.'),
  datum('en', 'phone', '+1 212 555 0187', 'Her mobile is %.'),
  datum('en', 'phone', '020 7946 0958', 'Phone: %.'),
  datum('en', 'phone', '+44 7700 900461', 'Text Dave, %, if you are late.'),
  datum('en', 'phone', '555.867.5309', 'Tel. %, ask for Jenny.'),
  datum('en', 'card-number', '4532 0151 1283 0366', 'He paid with his card, %, and forgot the receipt.'),
  datum('en', 'card-number', '5301254876120948', 'Card number: % exp. 09/27'),
  datum('en', 'card-number', '3782 822463 10005', 'The Amex on file is %.'),
  datum('en', 'card-number', '6011-1111-1234-5672', 'She read out % over the line.'),
  datum(
    'en',
    'identity-number',
    '31010419991130481X',
    'The form shows ID number % for the student from Shanghai.',
  ),
  datum('en', 'phone', '+86 138 0013 8000', 'In Beijing you can reach me at %.'),
  datum('zh', 'email', 'wanglei_82@163.example', '有事请发邮件到%，我会尽快回复。'),
  datum('zh', 'email', 'li.na@mail.hubin.edu.cn', '联系邮箱：%'),
  datum('zh', 'email', 'zhaoyun2008@qq.com', '稿件请寄%（注明栏目）。'),
  datum('zh', 'phone', '13912345678', '房东的手机是%，晚上打。'),
  datum('zh', 'phone', '186-2233-4455', '请致电%找张师傅。'),
  datum('zh', 'phone', '+86 159 8765 4321', '我的号码是%，微信同号。'),
  datum('zh', 'phone', '010-62781234', '办公室电话：%'),
  datum('zh', 'phone', '(0571) 87654321', '可拨打%咨询王医生。'),
  datum('zh', 'identity-number', '110105198704123025', '身份证号%，请核对。'),
  datum('zh', 'identity-number', '440306200002291538', '考生证件号码为%。'),
  datum('zh', 'identity-number', '510107 19650807 2249', '患者身份证：%'),
  datum('zh', 'identity-number', '330102197809265617', '原告（公民身份号码%）诉称'),
  datum('zh', 'card-number', '6228 4800 1234 5678 903', '请把钱汇到%，户名李娜。'),
  datum('zh', 'card-number', '6228480012345678903', '银行卡号：%'),
  datum('zh', 'phone', '１３８００１３８０００', '电话：%（全角）'),
];

export const lookAlikes: readonly Datum[] = [
  datum('en', 'isbn', '978-0-306-40615-7', 'The book has the ISBN %.'),
  datum('en', 'date', '2021-03-15 08:30', 'The bridge opened on % in the rain.'),
  datum('en', 'handle', '@riverside_news', 'Follow the debate under %.'),
  datum('en', 'number', '4111 1111 1111 1112', 'The puzzle asks whether % passes the check; it does not.'),
  datum('en', 'version', '10.15.7.2', 'Version % of the program mended the clock.'),
  datum('en', 'population', '8,804,190', 'The city had % inhabitants in 2020.'),
  datum('en', 'pi', '3.14159265358979', 'Pi begins with %, as every child knows.'),
  datum('en', 'doi', '10.1038/s41586-020-2649-2', 'See doi:% for the figures.'),
  datum('en', 'serial', 'SN 4002-8831-77', 'The pump with the label % was built in Leeds.'),
  datum('en', 'years', '1914-1918', 'He kept a diary during the war, %, every day.'),
  datum('en', 'price', '$1,250,000.00', 'The house was sold for % last June.'),
  datum('en', 'coordinates', '51.5074, -0.1278', 'The stone stands at %, near the river.'),
  datum('en', 'code', 'user@localhost', 'The prompt shows % when you log in.'),
  datum('en', 'score', '21-19, 18-21, 21-15', 'They won the match % after an hour.'),
  datum('en', 'order', '2023051700012345', 'Order no. % left the warehouse on Monday.'),
  datum('zh', 'invalid-identity', '110105198704123026', '练习题：%的校验码对不对？'),
  datum('zh', 'isbn', '978-7-02-000220-7', '这本小说的书号是%。'),
  datum('zh', 'date', '20210315', '档案按%这样的日期编号。'),
  datum('zh', 'number', '1411778724', '普查登记人口为%人。'),
  datum('zh', 'order', '2023051788001234567', '订单%已于周一发货。'),
  datum('zh', 'icp', '京ICP备12345678号', '页脚写着%。'),
  datum('zh', 'postcode', '100084', '邮政编码是%。'),
  datum('zh', 'train', 'G1234次', '我们坐%列车去南京。'),
  datum('zh', 'decimal', '0.123456789012', '计算得到的误差为%。'),
  datum('zh', 'years', '1949-1979', '这三十年（%）里城市变化很大。'),
  datum('zh', 'plate', '京A·88888', '那辆车的牌照是%。'),
  datum('zh', 'distance', '384400', '月球离地球约%公里。'),
  datum('zh', 'money', '12,500,000', '项目总投资%元。'),
  datum('zh', 'short', '12306', '订票可以打%。'),
  datum('zh', 'invalid-card', '6228480012345678904', '例题：%不是有效的号码。'),
];
