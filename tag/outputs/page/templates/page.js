(() => {
  "use strict";
  document.documentElement.classList.add("js"); // without a script the controls would do nothing, and are not shown
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const form = document.querySelector(".filters");
  const boxes = all("input[name=label]", form);
  const only = form.elements.namedItem("only");
  const status = document.querySelector(".status");
  const marked = all(".para.marked");
  const words = (element, name) => element.dataset[name].split(" ").filter(Boolean);
  let shown = marked;
  let at = -1;

  const chosen = () => new Set(boxes.filter((box) => box.checked).map((box) => box.value));

  // Going backwards, a heading stays when something shown stands below it: `open` is the deepest level still unclaimed.
  const filterReport = (article, keep) => {
    let open = 0;
    for (const element of all(".para, .heading", article).reverse()) {
      if (element.classList.contains("para")) {
        element.hidden = !keep(element);
        if (!element.hidden) open = Infinity;
      } else {
        const level = Number(element.dataset.level);
        element.hidden = level > open;
        if (!element.hidden) open = level - 1;
      }
    }
  };

  const showAll = (article) => all(".para, .heading", article).forEach((element) => { element.hidden = false; });

  // With a category chosen, only its words and its tags stay bright.
  const dim = (keys) => {
    const every = keys.size === 0 || keys.has("review");
    for (const mark of all("mark")) {
      const labels = words(mark, "labels");
      const label = every ? labels[0] : labels.find((each) => keys.has(each));
      mark.className = label ? boxClass.get(label) : "off";
    }
    for (const tag of all(".tag")) tag.classList.toggle("off", keys.size > 0 && !keys.has(tag.dataset.key));
  };
  const boxClass = new Map(boxes.map((box) => [box.value, box.closest(".choice").classList[1]]));

  const tell = () => {
    const place = at < 0 ? "" : `${at + 1} of `;
    const noun = shown.length === 1 ? "paragraph" : "paragraphs";
    status.textContent = `${place}${shown.length} ${noun}`;
    all("[data-step]").forEach((button) => { button.disabled = shown.length === 0; });
  };

  const apply = () => {
    const keys = chosen();
    const hits = (element) => words(element, "keys").some((key) => keys.has(key));
    const keep = keys.size > 0 ? hits : (element) => element.classList.contains("marked");
    const filtering = keys.size > 0 || only.checked;
    all("article").forEach((article) => (filtering ? filterReport(article, keep) : showAll(article)));
    for (const link of all(".contents a[href^='#']")) {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      link.parentElement.hidden = Boolean(target && target.hidden);
    }
    dim(keys);
    shown = keys.size > 0 ? marked.filter(hits) : marked;
    at = -1;
    tell();
  };

  const step = (by) => {
    if (shown.length === 0) return;
    if (at < 0) {
      // Start from what is on the screen, not from the top.
      const below = shown.findIndex((element) => element.getBoundingClientRect().top > 8);
      at = by > 0 ? (below < 0 ? 0 : below) : (below < 0 ? shown.length : below) - 1;
      at = (at + shown.length) % shown.length;
    } else {
      at = (at + by + shown.length) % shown.length;
    }
    const target = shown[at];
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
    tell();
  };

  // The choice is kept in the address, so that it can be sent to a colleague; a plain #id still leads to its paragraph.
  const save = () => {
    const state = new URLSearchParams();
    if (chosen().size > 0) state.set("show", [...chosen()].join(","));
    if (only.checked) state.set("only", "1");
    const hash = state.toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.href.split("#")[0]);
  };
  const load = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    const keys = (state.get("show") || "").split(",");
    boxes.forEach((box) => { box.checked = !box.disabled && keys.includes(box.value); });
    only.checked = state.get("only") === "1";
  };

  form.addEventListener("change", () => { apply(); save(); });
  form.addEventListener("reset", () => setTimeout(() => { apply(); save(); }));
  form.addEventListener("submit", (event) => event.preventDefault());
  all("[data-step]").forEach((button) => button.addEventListener("click", () => step(Number(button.dataset.step))));
  window.addEventListener("hashchange", () => {
    if (/^#(show|only)=/.test(location.hash)) { load(); apply(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "n") step(1);
    if (event.key === "p") step(-1);
  });
  if (window.matchMedia("(max-width: 60rem)").matches) document.querySelector(".panel").open = false;
  load();
  apply();
})();
