// What was sent between Slack and the app, laid out to be read: nothing is left out.

/** Lay out headers and a body, or a body alone; a JSON or form body gets a line for each thing in it. */
export function pretty(sent: string): string {
  const [, head = "", body = ""] = /^(.*?\r?\n\r?\n)([^]*)$/s.exec(sent) ?? ["", "", sent];
  return head + (json(body) ?? form(body) ?? body);
}

function json(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}

function form(text: string): string | null {
  if (!/^[\w.%+-]+=[^\s]*$/.test(text)) return null;
  return [...new URLSearchParams(text)].map(([name, value]) => `${name} = ${structured(value)}`).join("\n");
}

/** A form may carry JSON (payload, blocks); a number there stays as it was written. */
function structured(value: string): string {
  return /^[[{]/.test(value) ? (json(value) ?? value) : value;
}
