// ballast.js: small comforts. Every page does its whole work without this file.
(() => {
    "use strict";
    const all = (what, fn) => document.querySelectorAll(what).forEach(fn);

    // What is wrong is read first: by eye, by keyboard and by screen reader.
    const summary = document.getElementById("summary");
    if (summary) summary.focus();

    // A link of the summary leads into the field, with its label in sight.
    if (summary) summary.addEventListener("click", (e) => {
        const a = e.target.closest("a[href^='#']");
        const field = a && document.getElementById(a.hash.slice(1));
        if (!field) return;
        e.preventDefault();
        (field.closest(".field") || field).scrollIntoView({ block: "start" });
        field.focus({ preventScroll: true });
    });

    // A half-filled form is not lost by a slip; sending it is no slip.
    let dirty = false, sent = false;
    all("form.form", (form) => {
        form.addEventListener("input", () => { dirty = true; });
        if (summary) dirty = true;
    });
    addEventListener("beforeunload", (e) => { if (dirty && !sent) e.preventDefault(); });

    // A second press within three seconds is the same press. The server holds to that too.
    all("form[method=post]", (form) => form.addEventListener("submit", (e) => {
        if (form.dataset.sent) { e.preventDefault(); return; }
        form.dataset.sent = "1";
        sent = true;
        const b = form.querySelector("button[type=submit]");
        if (b) b.setAttribute("aria-disabled", "true");
        setTimeout(() => { delete form.dataset.sent; if (b) b.removeAttribute("aria-disabled"); }, 3000);
    }));

    // Buttons that are of use only with a script begin hidden: data-copy holds what to copy, data-done what to say then.
    all("[data-print]", (b) => { b.hidden = false; b.addEventListener("click", () => print()); });
    if (navigator.clipboard) all("[data-copy]", (b) => {
        b.hidden = false;
        b.addEventListener("click", async () => {
            await navigator.clipboard.writeText(new URL(b.dataset.copy, location.href).href);
            b.setAttribute("aria-live", "polite");
            b.textContent = b.dataset.done;
        });
    });

    // What scrolls sideways can be scrolled by keyboard; what fits is no stop on the way.
    const reach = () => all(".table-wrap, .scroll, pre", (box) => {
        if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
        else box.removeAttribute("tabindex");
    });
    reach();
    addEventListener("resize", reach);
    all("details", (d) => d.addEventListener("toggle", reach));

    // Wishes are put in order at once, by the buttons that would otherwise be a request each, and by drag.
    all("[data-ranking]", (list) => {
        const box = list.closest("fieldset"), rest = box.querySelector(".ranking-rest"), said = box.querySelector("[data-said]");
        let held = null;
        const put = (li, to, before) => {
            if (to === list && li.parentNode === rest && box.matches(".full")) return;
            to.insertBefore(li, before);
            box.querySelector("[data-count]").textContent = list.children.length;
            const full = box.classList.toggle("full", list.children.length >= list.dataset.ranking);
            li.querySelector("input").disabled = to === rest;
            li.dispatchEvent(new Event("input", { bubbles: true }));
            said.textContent = `${li.querySelector(".rank-name").textContent} ${to === rest ? "–" : [...list.children].indexOf(li) + 1}${full ? box.querySelector(".when-full").textContent : ""}`;
        };
        box.addEventListener("click", (e) => {
            const b = e.target.closest("button[name=do]"), li = b && b.closest("li"), verb = b && b.value.split(":")[0];
            if (b) e.preventDefault(); else return;
            if (verb === "up" && li.previousElementSibling) put(li, list, li.previousElementSibling);
            if (verb === "down" && li.nextElementSibling) put(li, list, li.nextElementSibling.nextElementSibling);
            if (verb === "add" || verb === "away") put(li, verb === "add" ? list : rest, null);
            (verb === "add" ? li.querySelector("[value^='up:']") : verb === "away" ? li.querySelector("[value^='add:']") : b).focus();
        });
        box.querySelectorAll("li").forEach((li) => { li.draggable = true; });
        box.addEventListener("dragstart", (e) => { held = e.target.closest("li"); });
        box.addEventListener("dragover", (e) => { if (held) e.preventDefault(); });
        box.addEventListener("drop", (e) => {
            const on = e.target.closest("li"), to = e.target.closest(".ranking-rest") || list;
            if (held && on !== held) put(held, to, on);
            held = null;
            e.preventDefault();
        });
    });

    // On a phone the menu scrolls: begin where one is.
    all("nav.main [aria-current]", (a) => { a.closest("ul").scrollLeft = a.offsetLeft - 40; });

    // On paper a closed fold is lost: open the tables for printing, and close them again.
    let opened = [];
    addEventListener("beforeprint", () => {
        opened = [...document.querySelectorAll("details:not([open])")];
        opened.forEach((d) => { d.open = true; });
    });
    addEventListener("afterprint", () => opened.forEach((d) => { d.open = false; }));
})();
