/* SPDX-License-Identifier: BSD-2-Clause
 * Copyright (c) 2026 the ranmap authors. See LICENSE. */

/*
 * html_page.c: how the report page looks and works. One file without anything
 * from elsewhere: it is mailed, archived and opened on machines with no
 * network. Readable without the script; made to be printed.
 */
#include "output/html_page.h"

#include <string.h>

#include "base/text.h"

const char html_style[] =
	":root{color-scheme:light "
	"dark;--ink:#1b2733;--soft:#5d6b7a;--line:#d9e0e7;--back:#fff;--band:#f4f7fa;"
	"--mark:#0b62a8;--heat:11,98,168;--good:#1d7a46;--fair:#3d6f8e;--odd:#9a6700;"
	"--bad:#b3261e;--none:#6b7680}\n"
	"@media (prefers-color-scheme:dark){:root{--ink:#e4e9ee;--soft:#9aa7b4;--line:#33404d;"
	"--back:#141b22;--band:#1c252e;--mark:#6cb6f0;--heat:90,165,225;--good:#5cc98a;"
	"--fair:#8fc1de;--odd:#e0b050;--bad:#f08a80;--none:#98a4af}}\n"
	"*{box-sizing:border-box}[hidden]{display:none!important}\n"
	"body{margin:0 auto;padding:2rem 1.5rem 4rem;max-width:100rem;background:var(--back);"
	"color:var(--ink);font:15px/1.45 system-ui,'Segoe UI','Helvetica Neue',Arial,"
	"'Liberation Sans','DejaVu Sans',sans-serif}\n"
	"h1{margin:0;font-size:1.7rem}\n"
	"h2{margin:2.2rem 0 .7rem;font-size:1.15rem}\n"
	"p{margin:.3rem 0}\n"
	".note,.made,footer{color:var(--soft)}\n"
	".made,footer{font-size:.85rem}\n"
	"footer{margin-top:2.5rem;border-top:1px solid var(--line);padding-top:.7rem}\n"
	".tiles{display:flex;flex-wrap:wrap;gap:.7rem;margin:1.4rem 0 0;padding:0;"
	"list-style:none}\n"
	".tiles li{min-width:7.5rem;padding:.6rem .9rem;border:1px solid var(--line);"
	"border-left:4px solid var(--none);border-radius:4px;background:var(--band)}\n"
	".tiles b{display:block;font-size:1.5rem;line-height:1.2;"
	"font-variant-numeric:tabular-nums}\n"
	".tiles .all{border-left-color:var(--mark)}\n"
	".tiles .v-confirmed,.tiles .v-answered{border-left-color:var(--good)}\n"
	".tiles .v-probable{border-left-color:var(--fair)}\n"
	".tiles .v-suspected,.tiles .v-no-access{border-left-color:var(--odd)}\n"
	".tiles .v-disputed{border-left-color:var(--bad)}\n"
	"td.v-confirmed,td.v-answered{color:var(--good)}\n"
	"td.v-probable{color:var(--fair)}\n"
	"td.v-suspected,td.v-no-access{color:var(--odd)}\n"
	"td.v-disputed{color:var(--bad);font-weight:600}\n"
	"td.v-unknown,td.v-silent,td.v-closed{color:var(--none)}\n"
	".wide{overflow-x:auto}\n"
	"@media (max-width:70rem){.scroll{overflow-x:auto}}\n"
	"table{border-collapse:collapse;font-size:.88rem}\n"
	"th,td{padding:.32rem .6rem;text-align:left;vertical-align:top;"
	"border-bottom:1px solid var(--line)}\n"
	"th{font-weight:600;white-space:nowrap}\n"
	"thead th{position:sticky;top:0;background:var(--back);"
	"box-shadow:inset 0 -2px 0 var(--line);border-bottom:0}\n"
	".n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\n"
	"#cross thead th{vertical-align:bottom}\n"
	"#cross thead th span{display:inline-block;max-width:7rem;white-space:normal}\n"
	"#cross tbody td.n{border-left:1px solid var(--line)}\n"
	"#cross tfoot th,#cross tfoot td{border-top:2px solid var(--line);border-bottom:0;"
	"font-weight:600}\n"
	"#cross svg{display:block;width:7rem;height:.8rem;margin-top:.25rem}\n"
	"#cross svg rect{fill:var(--mark)}\n"
	".h1{background:rgba(var(--heat),.07)}.h2{background:rgba(var(--heat),.14)}"
	".h3{background:rgba(var(--heat),.23)}.h4{background:rgba(var(--heat),.34)}"
	".h5{background:rgba(var(--heat),.47)}\n"
	"#cross.live td[data-c]{cursor:pointer}\n"
	"#cross.live td[data-c]:hover{outline:2px solid var(--mark);outline-offset:-2px}\n"
	"#rows{width:100%}\n"
	"#rows td{overflow-wrap:anywhere;min-width:4rem;max-width:28rem}\n"
	"#rows td.k{white-space:nowrap;overflow-wrap:normal}\n"
	"#rows tbody tr:hover{background:var(--band)}\n"
	"#rows th button{all:unset;cursor:pointer}\n"
	"#rows th button:focus-visible{outline:2px solid var(--mark)}\n"
	"#rows th[aria-sort=ascending] button:after{content:' \\2191'}\n"
	"#rows th[aria-sort=descending] button:after{content:' \\2193'}\n"
	".tools{display:none;flex-wrap:wrap;gap:.8rem;align-items:center;margin:0 0 .7rem}\n"
	".tools.live{display:flex}\n"
	".tools input{flex:0 1 26rem;padding:.45rem .7rem;font:inherit;color:inherit;"
	"background:var(--back);border:1px solid var(--soft);border-radius:4px}\n"
	".tools button{padding:.35rem .7rem;font:inherit;color:inherit;cursor:pointer;"
	"background:var(--band);border:1px solid var(--line);border-radius:4px}\n"
	"details summary{cursor:pointer;color:var(--mark);white-space:nowrap}\n"
	"#rows td.more{position:relative;min-width:5rem}\n"
	"dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem .9rem;"
	"position:absolute;right:0;z-index:2;width:44rem;max-width:90vw;margin:.2rem 0;"
	"padding:.8rem 1rem;background:var(--back);border:1px solid var(--line);"
	"border-radius:4px;box-shadow:0 4px 16px rgba(0,0,0,.18)}\n"
	"dt{color:var(--soft)}dd{margin:0}\n"
	"@page{size:A4 landscape;margin:12mm}\n"
	"@media print{:root{--ink:#000;--soft:#444;--line:#bbb;--back:#fff;--band:#fff;"
	"--mark:#0b62a8;--heat:11,98,168}body{padding:0;max-width:none;font-size:9pt}"
	".tools,.tools.live,.more{display:none}.scroll,.wide{overflow:visible}"
	"thead th{position:static}tr,.tiles li{break-inside:avoid}h2{break-after:avoid}"
	"*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}\n";

const char html_script[] =
	"(function(){'use strict';\n"
	"var table=document.getElementById('rows'),body=table.tBodies[0];\n"
	"var box=document.getElementById('filter'),count=document.getElementById('count');\n"
	"var clear=document.getElementById('clear'),cross=document.getElementById('cross');\n"
	"var rows=Array.prototype.slice.call(body.rows);\n"
	"rows.forEach(function(r){r.words=r.textContent.toLowerCase();});\n"
	"var pick=null,timer=0;\n"
	"function fits(r,words){\n"
	" if(pick!==null){\n"
	"  if(pick.r!==null){if(r.getAttribute('data-r')!==pick.r){return false;}}\n"
	"  if(pick.c!==null){if(r.getAttribute('data-c')!==pick.c){return false;}}\n"
	" }\n"
	" return words.every(function(w){return r.words.indexOf(w)!==-1;});\n"
	"}\n"
	"function apply(){\n"
	" var words=box.value.toLowerCase().split(' ').filter(Boolean),shown=0;\n"
	" rows.forEach(function(r){var fit=fits(r,words);r.hidden=!fit;if(fit){shown+=1;}});\n"
	" count.textContent=(pick===null?'':pick.label+': ')+shown+' of '+rows.length+"
	"(rows.length===1?' row':' rows');\n"
	" clear.hidden=pick===null?box.value==='':false;\n"
	"}\n"
	"box.addEventListener('input',function(){clearTimeout(timer);"
	"timer=setTimeout(apply,120);});\n"
	"clear.addEventListener('click',function(){pick=null;box.value='';apply();});\n"
	"var heads=Array.prototype.slice.call(table.tHead.rows[0].cells);\n"
	"heads.forEach(function(th,c){\n"
	" var button=th.querySelector('button');\n"
	" if(button===null){return;}\n"
	" button.addEventListener('click',function(){\n"
	"  var up=th.getAttribute('aria-sort')!=='ascending';\n"
	"  heads.forEach(function(h){h.removeAttribute('aria-sort');});\n"
	"  th.setAttribute('aria-sort',up?'ascending':'descending');\n"
	"  var order=new Intl.Collator(undefined,{numeric:true});\n"
	"  rows.forEach(function(r){r.key=r.cells[c].textContent;});\n"
	"  rows.sort(function(a,b){return (up?1:-1)*order.compare(a.key,b.key);});\n"
	"  rows.forEach(function(r){body.appendChild(r);});\n"
	" });\n"
	"});\n"
	"if(cross!==null){\n"
	" cross.classList.add('live');\n"
	" cross.addEventListener('click',function(e){\n"
	"  var td=e.target.closest('td[data-c]');\n"
	"  if(td===null){return;}\n"
	"  pick={r:td.getAttribute('data-r'),c:td.getAttribute('data-c'),"
	"label:td.getAttribute('title')};\n"
	"  box.value='';apply();table.scrollIntoView({behavior:'smooth'});\n"
	" });\n"
	"}\n"
	"document.querySelector('.tools').classList.add('live');apply();\n"
	"}());\n";

static void
base64(struct buf *out, const uint8_t *data, size_t len)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		uint32_t three = (uint32_t)data[i] << 16;

		three |= i + 1 < len ? (uint32_t)data[i + 1] << 8 : 0;
		three |= i + 2 < len ? data[i + 2] : 0;
		buf_putc(out, digits[three >> 18]);
		buf_putc(out, digits[(three >> 12) & 63]);
		buf_putc(out, i + 1 < len ? digits[(three >> 6) & 63] : '=');
		buf_putc(out, i + 2 < len ? digits[three & 63] : '=');
	}
}

static void
add_digest(struct buf *out, const char *text)
{
	uint8_t digest[32];

	text_sha256(text, strlen(text), digest);
	buf_puts(out, "'sha256-");
	base64(out, digest, sizeof(digest));
	buf_putc(out, '\'');
}

void
html_text(struct buf *out, const char *s)
{
	for (; *s != '\0'; s++) {
		switch (*s) {
		case '<':
			buf_puts(out, "&lt;");
			break;
		case '>':
			buf_puts(out, "&gt;");
			break;
		case '&':
			buf_puts(out, "&amp;");
			break;
		case '"':
			buf_puts(out, "&quot;");
			break;
		case '\'':
			buf_puts(out, "&#39;");
			break;
		default:
			if ((unsigned char)*s >= ' ' && *s != 0x7f)
				buf_putc(out, *s);
		}
	}
}

void
html_attribute(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, " %s=\"", name);
	html_text(out, value);
	buf_putc(out, '"');
}

void
html_head(struct buf *out, const char *title)
{
	buf_puts(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
	buf_puts(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		      "style-src ");
	add_digest(out, html_style);
	buf_puts(out, "; script-src ");
	add_digest(out, html_script);
	buf_puts(out, "\"/>\n");
	buf_puts(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
		      "<meta name=\"referrer\" content=\"no-referrer\"/>\n<title>");
	html_text(out, title);
	buf_puts(out, "</title>\n<style>");
	buf_puts(out, html_style);
	buf_puts(out, "</style>\n</head>\n<body>\n");
}
