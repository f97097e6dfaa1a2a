// The words that are selected in the text go into the form of what is missing.
"use strict";

let selected = "";
document.addEventListener("selectionchange", () => {
  const now = document.getSelection();
  const text = document.querySelector("article.text");
  if (now && !now.isCollapsed && text && text.contains(now.anchorNode)) selected = now.toString().trim();
});
document.querySelector(".missing")?.addEventListener("toggle", () => {
  const words = document.getElementById("words");
  if (!words.value) words.value = selected;
  words.focus();
});
