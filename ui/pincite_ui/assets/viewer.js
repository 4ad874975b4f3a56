// The page viewer. There is only one; it moves into the card whose page it shows.
function createViewer(panels) {
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
    function scrollToQuote() {
      frame.setAttribute("aria-busy", "false");
      const at = view.about?.pages.find((p) => p.index === view.index);
      frame.scrollTop = at?.cited ? Math.max(0, at.top * image.clientHeight - frame.clientHeight / 3) : 0;
    }
    function fail(sentence) {
      problem.textContent = sentence;
      problem.hidden = false;
      frame.hidden = true;
    }
    image.addEventListener("load", () => { view.loaded = true; image.classList.add("seen"); scrollToQuote(); });
    image.addEventListener("error", () => { if (!view.about?.text) fail("This page cannot be shown as an image."); });

    opened = view;
    card.classList.add("open");
    card.querySelector(".slot").append(view.root);
    const toggle = card.querySelector("[data-do=page]");
    toggle.setAttribute("aria-expanded", "true");
    toggle.textContent = "Hide the page";
    const pictured = toggle.dataset.show === "Show the page";
    if (pictured) load(sharp);
    panels.transcript.server.look(cite).then((about) => {
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
      if (view.loaded) scrollToQuote();
    });
  }

  return {
    open: openPage,
    close: closePage,
    isIn: (card) => opened?.card === card,
    // Closes the viewer if it contains the element, and returns the focus to its card.
    leave(target) {
      if (!opened?.root.contains(target)) return;
      const { card } = opened;
      closePage();
      card.focus({ preventScroll: true });
    },
    // Forgets a viewer whose card was replaced.
    forget() { if (opened && !document.contains(opened.root)) opened = null; },
  };
}
