/** Six layouts, as sites of different years and tastes have them. Each puts the same main text somewhere else. */
import { between } from './chance.js';
import {
  comments,
  cookieBanner,
  escapeHtml,
  footerLinks,
  head,
  htmlLanguage,
  mainText,
  menuItems,
  phrase,
  plainHead,
  relatedLinks,
  scripts,
  type Frame,
} from './html.js';
import type { SiteTemplate } from './page.js';

const heading = ({ title }: Frame) => escapeHtml(title);
const day = ({ date }: Frame) => date.slice(0, 10);
const name = ({ site }: Frame) => escapeHtml(site.name);
const tagline = ({ site }: Frame) => escapeHtml(site.tagline);

/** A university's site: nested boxes, a menu on the left. */
const portal = (frame: Frame) => `<!DOCTYPE html>
<html lang="${htmlLanguage(frame)}">
${head(frame)}
<body class="portal">
${cookieBanner(frame)}
<div id="top"><div class="logo"><a href="/">${name(frame)}</a></div><div class="claim">${tagline(frame)}</div></div>
<div id="navigation"><ul>
${menuItems(frame)}
</ul></div>
<div id="page"><div class="row"><div class="column-8"><div id="content">
<div class="breadcrumb"><a href="/">${name(frame)}</a> &raquo; <span>${heading(frame)}</span></div>
<h1>${heading(frame)}</h1>
<div class="text">
${mainText(frame)}
</div>
</div></div>
<div class="column-4 sidebar">${relatedLinks(frame)}<div class="ad-banner">${phrase(frame, 'banner')}</div></div></div></div>
<div id="footer">${footerLinks(frame)}</div>
${scripts(frame)}
</body>
</html>
`;

/** A newspaper: meaningful elements, comments below. */
const article = (frame: Frame) => `<!doctype html>
<html lang="${htmlLanguage(frame)}" class="no-js">
${head(frame, '<meta name="robots" content="index,follow">\n')}
<body>
<header class="site-header"><a href="/" rel="home">${name(frame)}</a><p>${tagline(frame)}</p>
<nav aria-label="main"><ul>
${menuItems(frame)}
</ul></nav></header>
<main>
<article>
<header><h1>${heading(frame)}</h1><p class="byline"><time datetime="${frame.date}">${day(frame)}</time></p></header>
${mainText(frame)}
</article>
<aside class="advert">${phrase(frame, 'banner')}</aside>
<section class="comments">
${comments(frame)}
</section>
</main>
<aside>${relatedLinks(frame)}</aside>
<footer>${footerLinks(frame)}</footer>
${cookieBanner(frame)}
${scripts(frame)}
</body>
</html>
`;

/** A diary: one column, posts with a date. */
const blog = (frame: Frame) => `<!DOCTYPE html>
<html lang="${htmlLanguage(frame)}">
${head(frame, '<link rel="alternate" type="application/rss+xml" href="/feed.xml">\n<style>body { font: 18px/1.6 serif } .post { max-width: 40em }</style>\n')}
<body class="home blog">
<div id="wrapper">
<h2 class="site-title"><a href="/">${name(frame)}</a></h2>
<p class="site-description">${tagline(frame)}</p>
<div class="post hentry">
<h1 class="entry-title">${heading(frame)}</h1>
<div class="entry-meta">${day(frame)} &middot; ${between(frame.random, 0, 40)}</div>
<div class="entry-content">
${mainText(frame)}
</div>
</div>
<div id="comments">
${comments(frame)}
</div>
<div class="widget">${relatedLinks(frame)}</div>
<ul class="menu">
${menuItems(frame)}
</ul>
<p class="credits">${footerLinks(frame)}</p>
</div>
${scripts(frame)}
</body>
</html>
`;

/** An encyclopaedia: contents, categories. */
const wiki = (frame: Frame) => `<!DOCTYPE html>
<html class="client-nojs" lang="${htmlLanguage(frame)}" dir="ltr">
${head(frame)}
<body class="mediawiki ltr">
<div id="content" class="mw-body" role="main">
<h1 id="firstHeading">${heading(frame)}</h1>
<div id="bodyContent">
<div id="siteSub">${tagline(frame)}</div>
<div class="parser-output">
${mainText(frame)}
</div>
<div id="catlinks" class="catlinks"><a href="/section/1">[${name(frame)}]</a></div>
</div>
</div>
<div id="mw-navigation"><div class="portlet" role="navigation"><ul>
${menuItems(frame)}
</ul></div><div class="portlet">${relatedLinks(frame)}</div></div>
<div id="footer" role="contentinfo"><ul><li>${day(frame)}</li></ul>${footerLinks(frame)}</div>
${cookieBanner(frame)}
${scripts(frame)}
</body>
</html>
`;

/** A board: the text is the first post of a thread, remarks are the others. */
const forum = (frame: Frame) => `<!DOCTYPE html>
<html lang="${htmlLanguage(frame)}">
${head(frame)}
<body>
${scripts(frame)}
<div class="navbar"><a class="brand" href="/">${name(frame)}</a><ul>
${menuItems(frame)}
</ul><form action="/search"><input type="text" name="q"><button>&#128269;</button></form></div>
<div class="topic"><h1>${heading(frame)}</h1>
<div class="post first" id="post-1">
<div class="author"><b>member${between(frame.random, 100, 999)}</b><br>${day(frame)}</div>
<div class="post-body">
${mainText(frame)}
</div>
<div class="post-tools"><a href="#post-1">#1</a> <a href="#reply">&#8617;</a></div>
</div>
<div class="replies">
${comments(frame)}
</div></div>
<div class="suggested">${relatedLinks(frame)}</div>
${cookieBanner(frame)}
<div class="bottom">${footerLinks(frame)}</div>
</body>
</html>
`;

/** A page of the nineties: tables, capital tags, no closed paragraphs. */
const tables = (frame: Frame) => `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<HTML>
${plainHead(frame)}
<BODY BGCOLOR="#FFFFEE" TEXT="#222222" ONLOAD="hello()">
<TABLE WIDTH="800" BORDER="0" CELLPADDING="4"><TR><TD COLSPAN="2" ALIGN="CENTER"><FONT SIZE="6"><B>${name(frame)}</B></FONT><BR><I>${tagline(frame)}</I><HR></TD></TR>
<TR><TD WIDTH="160" VALIGN="TOP"><UL>
${menuItems(frame)}
</UL></TD>
<TD VALIGN="TOP"><H1>${heading(frame)}</H1>
${mainText(frame).replaceAll('</p>', '').replaceAll('<p>', '<P>')}
<HR>${relatedLinks(frame)}
</TD></TR>
<TR><TD COLSPAN="2" ALIGN="CENTER"><FONT SIZE="2">${footerLinks(frame)}</FONT></TD></TR></TABLE>
<IMG SRC="/count.gif" WIDTH="1" HEIGHT="1" ALT="">
</BODY>
</HTML>
`;

const LAYOUTS: Readonly<Record<SiteTemplate, (frame: Frame) => string>> = {
  ...{ portal, article, blog, wiki, forum, tables },
};

/** The page as HTML, in its site's layout. */
export const renderPage = (frame: Frame): string => LAYOUTS[frame.site.template](frame);
