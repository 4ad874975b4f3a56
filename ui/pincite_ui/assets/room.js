// The reading room's own behaviour: marks that open their evidence, the page viewer, copying and saving.
// Words from documents are only ever set as text, never as markup.
if (!window.pincite) {
  const doors = window.pinciteDoors;
  const cited = (cite, index, scale) =>
    `api/v1/citations/${encodeURIComponent(cite)}/image?scale=${scale}` + (index ? `&page=${index}` : "");
  const uncited = (document, index, scale) =>
    `api/v1/documents/${encodeURIComponent(document)}/pages/${index}/image?scale=${scale}`;
  // Pixels a point: enough for the screen, more once the page is zoomed.
  const sharp = devicePixelRatio > 1.25 ? 3 : 2;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const show = (target, block = "nearest") =>
    target.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });

  // Makes an element; children that are strings become text.
  function make(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children);
    return made;
  }

  function openTab(name) {
    const tab = [...document.querySelectorAll("#tabs [role=tab]")].find((t) => t.textContent.trim() === name);
    if (tab && tab.getAttribute("aria-selected") !== "true") tab.click();
  }

  // Shows the evidence of one turn and hides that of the others.
  function turnTo(number) {
    openTab("Evidence");
    for (const section of document.querySelectorAll("#evidence [data-turn]"))
      section.hidden = section.dataset.turn !== String(number);
    for (const turn of document.querySelectorAll("#talk [data-turn]"))
      turn.classList.toggle("current", turn.dataset.turn === String(number));
  }

  function openMark(mark) {
    const card = document.getElementById(mark.dataset.card);
    if (!card) return;
    turnTo(card.closest("[data-turn]").dataset.turn);
    openPage(card, mark.dataset.cite);
    card.focus({ preventScroll: true });
    requestAnimationFrame(() => show(card, "start"));
  }

  // The page viewer. There is one; it moves into the card whose page it shows.
  let opened = null;

  function closePage() {
    if (!opened) return;
    const { card, root } = opened;
    opened = null;
    root.remove();
    card.classList.remove("open");
    const button = card.querySelector("[data-do=page]");
    button.setAttribute("aria-expanded", "false");
    button.textContent = button.dataset.show;
  }

  function openPage(card, cite) {
    if (opened?.card === card && opened.cite === cite && card.contains(opened.root)) return;
    closePage();
    const view = { card, cite, zoom: 1, index: null, about: null };
    const label = make("span", { class: "where", "aria-live": "polite" }, "");
    const image = make("img", { alt: "", class: "sheet" });
    const problem = make("p", { class: "problem", hidden: true, role: "alert" });
    const frame = make(
      "div",
      { class: "frame", tabindex: "0", role: "region", "aria-label": "Page", "aria-busy": "true" },
      image,
    );
    const step = (by) => () => go(view.index + by);
    const button = (name, sign, act) =>
      make("button", { type: "button", title: name, "aria-label": name, onclick: act }, sign);
    const back = button("Previous page", "‹", step(-1));
    const on = button("Next page", "›", step(1));
    const sections = make("select", {
      "aria-label": "Jump to section",
      hidden: true,
      onchange: () => {
        if (!sections.value) return;
        view.section = Number(sections.value);
        go(view.about.sections[view.section].index);
      },
    });
    const size = make("span", { class: "zoom" }, "100%");
    const zoom = (by) => () => {
      view.zoom = Math.min(3, Math.max(0.5, view.zoom + by));
      size.textContent = `${Math.round(view.zoom * 100)}%`;
      image.style.width = `${view.zoom * 100}%`;
      if (view.zoom > 1.25 && view.scale === sharp) load(sharp + 1);
    };
    const home = make("button", { type: "button", class: "home", hidden: true, onclick: () => go(view.onward) });
    view.root = make(
      "div",
      { class: "viewer" },
      make("div", { class: "bar", role: "toolbar", "aria-label": "Page viewer" }, back, label, on, sections, home,
        make("span", { class: "zoomer" }, button("Zoom out", "−", zoom(-0.25)), size, button("Zoom in", "+", zoom(0.25))),
        button("Close the page", "×", () => { closePage(); card.focus({ preventScroll: true }); })),
      problem,
      frame,
    );

    function load(scale) {
      view.scale = scale;
      problem.hidden = true;
      frame.hidden = false;
      frame.setAttribute("aria-busy", "true");
      const elsewhere = view.index && !view.about.pages.some((p) => p.index === view.index && p.cited);
      image.src = elsewhere ? uncited(view.about.document, view.index, scale) : cited(cite, view.index, scale);
    }
    function name() {
      const at = view.about?.pages.find((p) => p.index === view.index);
      if (!at) return;
      label.textContent = at.name;
      image.alt = `${at.name} of ${view.about.title}${at.cited ? ", the quote highlighted" : ""}`;
      const indices = view.about.pages.map((p) => p.index);
      back.disabled = view.index <= Math.min(...indices);
      on.disabled = view.index >= Math.max(...indices);
      // A quote that runs over the foot of a page goes on at the head of the next.
      const others = view.about.pages.filter((p) => p.cited && p.index !== view.index);
      view.onward = at.cited ? others[0]?.index : view.first;
      home.hidden = at.cited && !others.length;
      home.textContent = !at.cited ? "Back to the quote" : `${view.onward > view.index ? "Goes on" : "Begins"} on ${others[0]?.name}`;
      // The section that was jumped to, the quote's own, or else the first that begins on the page.
      const all = view.about.sections, here = (number) => all[number]?.index === view.index;
      const begins = all.findIndex((s) => s.index >= view.index);
      const last = begins < 0 ? all.length - 1 : here(begins) ? begins : begins - 1;
      const now = here(view.section) ? view.section : at.cited ? view.about.section : last;
      sections.value = now < 0 ? "" : String(now);
    }
    function go(index) {
      if (!view.about?.pages.some((p) => p.index === index)) return;
      view.index = index;
      load(view.scale);
      name();
    }
    function settle() {
      frame.setAttribute("aria-busy", "false");
      const at = view.about?.pages.find((p) => p.index === view.index);
      frame.scrollTop = at?.cited ? Math.max(0, at.top * image.clientHeight - frame.clientHeight / 3) : 0;
    }
    function fail(sentence) {
      problem.textContent = sentence;
      problem.hidden = false;
      frame.hidden = true;
    }
    image.addEventListener("load", () => { view.loaded = true; image.classList.add("seen"); settle(); });
    image.addEventListener("error", () => { if (!view.about?.text) fail("This page cannot be shown as an image."); });

    opened = view;
    card.classList.add("open");
    card.querySelector(".slot").append(view.root);
    const toggle = card.querySelector("[data-do=page]");
    toggle.setAttribute("aria-expanded", "true");
    toggle.textContent = "Hide the page";
    const pictured = toggle.dataset.show === "Show the page";
    if (pictured) load(sharp);
    doors.talk.server.look(cite).then((about) => {
      if (opened !== view) return;
      if (about.error) return fail(about.error);
      view.about = about;
      view.first = view.index = about.first;
      if (about.text) {
        view.root.classList.add("plain");
        problem.hidden = true;
        frame.hidden = false;
        image.replaceWith(make("p", { class: "text" }, about.text.before, make("mark", {}, about.text.quote), about.text.after));
        frame.setAttribute("aria-busy", "false");
        const mark = frame.querySelector("mark");
        frame.scrollTop = mark.offsetTop - frame.offsetTop - frame.clientHeight / 3;
        return;
      }
      if (about.sections.length > 1) {
        sections.hidden = false;
        sections.append(make("option", { value: "" }, "Sections"));
        about.sections.forEach((section, number) =>
          sections.append(make("option", { value: number }, "\u2003".repeat(section.depth) + section.name)));
      }
      name();
      if (view.loaded) settle();
    });
  }

  // A mark tells what it cites when the pointer or the focus rests on it.
  const tip = make("div", { id: "tip", role: "tooltip", hidden: true });
  document.body.append(tip);
  const fetched = new Set();
  function hint(event) {
    const mark = event.target.closest?.(".mark");
    if (!mark) return;
    if (!fetched.has(mark.dataset.cite) && mark.dataset.paged) {
      fetched.add(mark.dataset.cite);
      new Image().src = cited(mark.dataset.cite, null, sharp);
    }
    tip.replaceChildren(make("q", { dir: "auto" }, mark.dataset.words), make("span", {}, mark.dataset.where));
    tip.hidden = false;
    mark.setAttribute("aria-describedby", "tip");
    const at = mark.getBoundingClientRect();
    const left = Math.min(Math.max(8, at.left - 24), innerWidth - tip.offsetWidth - 8);
    const above = at.top - tip.offsetHeight - 8;
    tip.style.left = `${left}px`;
    tip.style.top = `${above > 8 ? above : at.bottom + 8}px`;
  }
  const hush = () => { tip.hidden = true; };
  document.addEventListener("mouseover", hint);
  document.addEventListener("focusin", hint);
  document.addEventListener("mouseout", hush);
  document.addEventListener("focusout", hush);
  document.addEventListener("scroll", hush, true);

  function say(button, sentence) {
    const said = button.textContent;
    button.textContent = sentence;
    setTimeout(() => { if (button.textContent === sentence) button.textContent = said; }, 1600);
  }

  async function copy(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      const area = make("textarea", { class: "offstage" }, button.dataset.copy);
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    say(button, button.dataset.copied);
  }

  function shut(details) {
    details.open = false;
    details.querySelector("summary").focus();
  }

  const acts = {
    open: (mark) => openMark(mark),
    page: (button) => {
      const card = button.closest(".card");
      if (opened?.card === card) closePage();
      else { openPage(card, button.dataset.cite); requestAnimationFrame(() => show(card, "start")); }
    },
    answer: (link) => {
      const turn = document.getElementById(link.getAttribute("href").slice(1));
      if (!turn) return;
      show(turn, "start");
      turn.querySelector(`.mark[data-card="${link.closest(".card").id}"]`)?.focus({ preventScroll: true });
    },
    evidence: (button) => {
      turnTo(button.dataset.turn);
      show(document.getElementById("evidence"), "start");
    },
    copy,
    example: (button) => doors.talk.trigger("submit", { question: button.dataset.question }),
    edit: (button) => {
      doors.talk.trigger("edit", { turn: Number(button.dataset.turn) });
      document.querySelector("#question textarea").focus();
    },
    judge: (button) => {
      const pressed = button.getAttribute("aria-pressed") !== "true";
      for (const other of button.parentElement.querySelectorAll("button"))
        other.setAttribute("aria-pressed", "false");
      button.setAttribute("aria-pressed", String(pressed));
      doors.talk.trigger("judge", { turn: Number(button.dataset.turn), opinion: button.dataset.opinion });
    },
    unedit: () => {
      doors.notice.trigger("unedit", {});
      document.querySelector("#question textarea").focus();
    },
    fresh: () => {
      doors.header.trigger("fresh", {});
      document.querySelector("#question textarea").focus();
    },
    export: (button) => {
      button.closest("details").open = false;
      doors.header.trigger("export", { form: button.dataset.form });
    },
    choose: () => {
      const boxes = [...document.querySelectorAll("[data-do=choose]")];
      doors.shelf.trigger("choose", { out: boxes.filter((box) => !box.checked).map((box) => box.dataset.id) });
    },
    remove: (button) => {
      button.closest("details").open = false;
      doors.shelf.trigger("remove", { id: button.dataset.id });
    },
    keep: (button) => shut(button.closest("details")),
  };

  document.addEventListener("click", (event) => {
    const chosen = event.target.closest?.("[data-do]");
    for (const menu of document.querySelectorAll(".menu[open], .confirm[open]"))
      if (!menu.contains(event.target)) menu.open = false;
    if (!chosen || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (chosen.tagName === "A") event.preventDefault();
    acts[chosen.dataset.do]?.(chosen);
  });

  // A file that is dragged in finds its place open; let go beside it, it does not replace the page.
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragenter", (event) => { if (carries(event)) openTab("Documents"); });
  for (const name of ["dragover", "drop"])
    document.addEventListener(name, (event) => { if (carries(event)) event.preventDefault(); });

  // What asks whether to remove takes the place of what was pressed, and the focus with it.
  document.addEventListener("toggle", ({ target }) => {
    if (target.open && target.matches(".confirm")) target.querySelector("[data-do=keep]").focus();
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    hush();
    const menu = event.target.closest?.("details[open]");
    if (menu) shut(menu);
    else if (opened?.root.contains(event.target)) {
      const { card } = opened;
      closePage();
      card.focus({ preventScroll: true });
    }
  });

  // A new question comes into view by itself, and its evidence beside it; the viewer is put away.
  let last = 0;
  new MutationObserver(() => {
    const turns = element.querySelectorAll("[data-turn]");
    const newest = turns.length ? Number(turns[turns.length - 1].dataset.turn) : 0;
    if (newest > last) {
      for (const turn of turns) turn.classList.remove("current");
      openTab("Evidence");
      requestAnimationFrame(() => show(turns[turns.length - 1], "start"));
      document.getElementById("evidence-side").scrollTop = 0;
    }
    last = newest;
    if (opened && !document.contains(opened.root)) opened = null;
  }).observe(element, { childList: true, subtree: true });

  window.pincite = {
    // Saves an export that the server has written.
    save(parcel) {
      if (!parcel) return;
      if (parcel.problem) {
        const summary = document.querySelector(".menu summary");
        return say(summary, parcel.problem);
      }
      const url = URL.createObjectURL(new Blob([parcel.text], { type: `${parcel.type};charset=utf-8` }));
      make("a", { href: url, download: parcel.name }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10000);
    },
  };
}
