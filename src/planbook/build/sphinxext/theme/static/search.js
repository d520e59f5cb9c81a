/* Search in the book: two-character pieces for Chinese, whole figures, and stems of Latin words from their start.
   Every term must be on a page; pages that say it in their title or key facts come first. */
(function () {
  "use strict";

  var HAN = /[\u3400-\u9fff\uf900-\ufaff]+/;
  var RUNS = /[\u3400-\u9fff\uf900-\ufaff]+|[a-z]+|[0-9]+(?:\.[0-9]+)*/g;
  var AROUND = 60;
  var SHOWN = 50;
  /* These name everything in short: the chapter comes first where both say it. */
  var LISTS = /^(?:index|changes|charts-gallery|gaps|add-a-year|dictionary|architecture)\.html$/;
  var ENDINGS = "(?:ings?|ions?|ies|ed|es|s|y|e)?";
  var ENDING = new RegExp(ENDINGS + "$");
  var SHORTEST_STEM = 4;
  /* Long names of what the book mostly writes in short; a page that has either is found. */
  var SHORT_NAMES = [
    [/fine particulates?(?: matter)?|细颗粒物/g, "pm2.5"], [/nitrogen oxides?|氮氧化物/g, "nox"],
    [/chemical oxygen demand|化学需氧量/g, "cod"], [/ammonia nitrogen|氨氮/g, "nh3-n"],
    [/volatile organic compounds?|挥发性有机物/g, "voc"],
  ];
  var WEIGHT = { title: 100, heading: 30, facts: 40, text: 5, phrase: 2, list: 0.6, begins: 0.5 };

  function plain(text) { return text.normalize("NFKC").toLowerCase(); }

  /* ---- what is asked ---- */

  function runs(text) { return plain(text).match(RUNS) || []; }

  function pieces(run) {
    var found = [];
    for (var i = 0; i + 1 < run.length; i += 1) { found.push(run.slice(i, i + 2)); }
    return found;
  }

  /* ---- whether a text has it ---- */

  /* How much of a Chinese run a text has: the characters that lie in a two-character piece of the text. */
  function hanShare(run, text) {
    if (run.length === 1) { return text.includes(run) ? 1 : 0; }
    var found = pieces(run).map(function (piece) { return text.includes(piece); });
    return run.split("").filter(function (_, i) { return found[i] || found[i - 1]; }).length / run.length;
  }

  function escaped(run) { return run.replace(/\./g, "\\."); }

  /* A word without its English ending: reductions, reduced and reduce all begin with "reduc". */
  function stem(word) {
    var left = word.replace(ENDING, "");
    return left.length < SHORTEST_STEM ? word : left;
  }

  /* A figure is found whole, the stem of a Latin word where a word begins. */
  function pattern(run) {
    return /[0-9]/.test(run)
      ? new RegExp("(?:^|[^0-9.]|[^0-9]\\.)" + escaped(run) + "(?![0-9]|\\.[0-9])")
      : new RegExp("(?:^|[^a-z])" + stem(run));
  }

  /* A word found whole, with any ending, counts in full, one that only begins alike by half: met before method. */
  function latinShare(run, text) {
    if (!pattern(run).test(text)) { return 0; }
    return /[0-9]/.test(run) || new RegExp(pattern(run).source + ENDINGS + "(?![a-z])").test(text) ? 1 : WEIGHT.begins;
  }

  function share(run, text) { return HAN.test(run) ? hanShare(run, text) : latinShare(run, text); }

  function has(run, text) { return HAN.test(run) ? hanShare(run, text) === 1 : pattern(run).test(text); }

  /* ---- pages ---- */

  function prepare(page) {
    var sections = page.s.map(function (s) {
      return { anchor: s[0], heading: s[1], text: s[2], facts: s[3], head: plain(s[1]), body: plain(s[2]) };
    });
    return { url: page.u, title: sections.length ? sections[0].heading : page.u, sections: sections,
      all: sections.map(function (s) { return s.head + "\n" + s.body; }).join("\n") };
  }

  function shareIn(text, wanted) {
    return wanted.reduce(function (sum, run) { return sum + share(run, text); }, 0) / wanted.length;
  }

  function phraseIn(text, phrase) { return phrase && text.includes(phrase) ? 1 : 0; }

  function scoreSection(section, first, wanted, phrase) {
    var head = first ? WEIGHT.title : WEIGHT.heading;
    var body = section.facts ? WEIGHT.facts : WEIGHT.text;
    return head * shareIn(section.head, wanted) * (1 + WEIGHT.phrase * phraseIn(section.head, phrase)) +
      body * shareIn(section.body, wanted) * (1 + WEIGHT.phrase * phraseIn(section.body, phrase));
  }

  function score(page, wanted, phrase) {
    var best = { value: -1, section: null };
    var total = 0;
    page.sections.forEach(function (section, i) {
      var value = scoreSection(section, i === 0, wanted, phrase);
      total = Math.max(total, value);
      if (value > best.value) { best = { value: value, section: section }; }
    });
    var title = page.sections.length ? scoreSection(page.sections[0], true, wanted, phrase) : 0;
    var weight = LISTS.test(page.url) ? WEIGHT.list : 1;
    return { page: page, section: best.section, value: weight * (total + title) };
  }

  function scored(pages, query) {
    var wanted = Array.from(new Set(runs(query)));
    if (!wanted.length) { return []; }
    var phrase = plain(query).trim();
    return pages
      .filter(function (page) { return wanted.every(function (run) { return has(run, page.all); }); })
      .map(function (page) { return score(page, wanted, phrase); });
  }

  /* The query as typed, and with long names in short where it has any. */
  function spellings(query) {
    var typed = plain(query);
    return Array.from(new Set([typed, SHORT_NAMES.reduce(function (text, pair) { return text.replace(pair[0], pair[1]); }, typed)]));
  }

  function search(pages, query) {
    var best = {};
    spellings(query).forEach(function (spelling) {
      scored(pages, spelling).forEach(function (result) {
        var url = result.page.url;
        if (!best[url] || result.value > best[url].value) { best[url] = result; }
      });
    });
    return Object.values(best).sort(function (a, b) { return b.value - a.value || (a.page.url < b.page.url ? -1 : 1); });
  }

  /* ---- showing ---- */

  function marks(query) {
    var found = [];
    runs(query).forEach(function (run) {
      found.push(stem(run));
      if (HAN.test(run)) { found = found.concat(pieces(run)); }
    });
    return found.sort(function (a, b) { return b.length - a.length; });
  }

  /* Where in `text` a mark begins and ends; the text keeps its own width and case. */
  function spots(text, wanted) {
    var low = text.toLowerCase();
    var hit = new Array(text.length).fill(false);
    wanted.forEach(function (mark) {
      for (var at = low.indexOf(mark); at >= 0; at = low.indexOf(mark, at + 1)) { hit.fill(true, at, at + mark.length); }
    });
    return hit;
  }

  function fill(element, text, wanted) {
    var hit = spots(text, wanted);
    for (var i = 0; i < text.length;) {
      var end = i;
      while (end < text.length && hit[end] === hit[i]) { end += 1; }
      var piece = document.createElement(hit[i] ? "mark" : "span");
      piece.textContent = text.slice(i, end);
      element.appendChild(piece);
      i = end;
    }
    return element;
  }

  function excerpt(text, wanted) {
    var at = wanted.map(function (mark) { return text.toLowerCase().indexOf(mark); })
      .filter(function (i) { return i >= 0; })[0] || 0;
    var from = Math.max(0, at - AROUND);
    var to = Math.min(text.length, at + 2 * AROUND);
    return (from ? "…" : "") + text.slice(from, to) + (to < text.length ? "…" : "");
  }

  function link(result, wanted) {
    var a = document.createElement("a");
    a.href = result.page.url + (result.section && result.section.anchor ? "#" + result.section.anchor : "");
    return fill(a, result.page.title.replace(/#$/, ""), wanted);
  }

  function item(result, wanted) {
    var li = document.createElement("li");
    li.appendChild(link(result, wanted));
    if (result.section !== result.page.sections[0] && result.section.heading) {
      var where = document.createElement("p");
      where.className = "pb-result-where";
      li.appendChild(fill(where, result.section.heading, wanted));
    }
    var p = document.createElement("p");
    var said = result.section.text || (result.page.sections.find(function (s) { return s.text; }) || { text: "" }).text;
    li.appendChild(fill(p, excerpt(said, wanted), wanted));
    return li;
  }

  function show(box, results, query) {
    var wanted = marks(spellings(query).join(" "));
    var line = document.createElement("p");
    line.className = "pb-result-count";
    line.textContent = results.length
      ? box.dataset.found.replace("{}", results.length).replace("{}", query)
      : box.dataset.none.replace("{}", query);
    var list = document.createElement("ol");
    list.className = "pb-results";
    results.slice(0, SHOWN).forEach(function (result) { list.appendChild(item(result, wanted)); });
    box.replaceChildren(line, list);
  }

  var pages = window.planbookSearch.map(prepare);
  window.planbookFind = function (query) {
    return search(pages, query).map(function (r) { return { url: r.page.url, anchor: r.section.anchor }; });
  };

  var query = new URLSearchParams(window.location.search).get("q") || "";
  document.querySelectorAll('input[name="q"]').forEach(function (input) { input.value = query; });
  if (query.trim()) { show(document.getElementById("pb-results"), search(pages, query), query); }
})();
