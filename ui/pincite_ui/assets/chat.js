// The chat's own behaviour: marks that open their evidence, copying, and saving exports.
if (!window.pincite) {
  const panels = window.pincitePanels;
  const viewer = createViewer(panels);

  function openTab(name) {
    const tab = [...document.querySelectorAll("#tabs [role=tab]")].find((t) => t.textContent.trim() === name);
    if (tab && tab.getAttribute("aria-selected") !== "true") tab.click();
  }

  // Shows the evidence of one turn and hides that of the others.
  function turnTo(number) {
    openTab("Evidence");
    for (const section of document.querySelectorAll("#evidence [data-turn]"))
      section.hidden = section.dataset.turn !== String(number);
    for (const turn of document.querySelectorAll("#transcript [data-turn]"))
      turn.classList.toggle("current", turn.dataset.turn === String(number));
  }

  function openMark(mark) {
    const card = document.getElementById(mark.dataset.card);
    if (!card) return;
    turnTo(card.closest("[data-turn]").dataset.turn);
    card.closest("details.more")?.setAttribute("open", "");
    viewer.open(card, mark.dataset.cite);
    card.focus({ preventScroll: true });
    requestAnimationFrame(() => show(card, "start"));
  }

  // A mark shows its quote while it has the pointer or the focus.
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
      if (viewer.isIn(card)) viewer.close();
      else { viewer.open(card, button.dataset.cite); requestAnimationFrame(() => show(card, "start")); }
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
    example: (button) => panels.transcript.trigger("submit", { question: button.dataset.question }),
    edit: (button) => {
      panels.transcript.trigger("edit", { turn: Number(button.dataset.turn) });
      document.querySelector("#question textarea").focus();
    },
    judge: (button) => {
      const pressed = button.getAttribute("aria-pressed") !== "true";
      for (const other of button.parentElement.querySelectorAll("button"))
        other.setAttribute("aria-pressed", "false");
      button.setAttribute("aria-pressed", String(pressed));
      panels.transcript.trigger("judge", { turn: Number(button.dataset.turn), opinion: button.dataset.opinion });
    },
    unedit: () => {
      panels.notice.trigger("unedit", {});
      document.querySelector("#question textarea").focus();
    },
    fresh: () => {
      panels.header.trigger("fresh", {});
      document.querySelector("#question textarea").focus();
    },
    export: (button) => {
      button.closest("details").open = false;
      panels.header.trigger("export", { form: button.dataset.form });
    },
    choose: () => {
      const boxes = [...document.querySelectorAll("[data-do=choose]")];
      panels.documents.trigger("choose", { out: boxes.filter((box) => !box.checked).map((box) => box.dataset.id) });
    },
    remove: (button) => {
      button.closest("details").open = false;
      panels.documents.trigger("remove", { id: button.dataset.id });
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

  // Dragging a file opens the Documents tab; dropped elsewhere, it does not replace the page.
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragenter", (event) => { if (carries(event)) openTab("Documents"); });
  for (const name of ["dragover", "drop"])
    document.addEventListener(name, (event) => { if (carries(event)) event.preventDefault(); });

  // The confirmation replaces the button that was pressed and takes the focus.
  document.addEventListener("toggle", ({ target }) => {
    if (target.open && target.matches(".confirm")) target.querySelector("[data-do=keep]").focus();
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    hush();
    const menu = event.target.closest?.("details[open]");
    if (menu) shut(menu);
    else viewer.leave(event.target);
  });

  // Scroll to a new question and show its evidence.
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
    viewer.forget();
  }).observe(element, { childList: true, subtree: true });

  window.pincite = {
    // Saves an export that the server has written.
    save(file) {
      if (!file) return;
      if (file.problem) {
        const summary = document.querySelector(".menu summary");
        return say(summary, file.problem);
      }
      const url = URL.createObjectURL(new Blob([file.text], { type: `${file.type};charset=utf-8` }));
      make("a", { href: url, download: file.name }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10000);
    },
  };
}
