/*
 * Buttons for passkeys. A form with data-passkey ("sign-in", "use" or "make") gets what the browser and the
 * device say into its field "credential", and is sent. Without this script the buttons stay hidden.
 */
(() => {
  "use strict";

  const json = window.webauthnJSON;

  const optionsOf = async (form) => {
    if (form.dataset.passkeyOptions) {
      return JSON.parse(document.getElementById(form.dataset.passkeyOptions).textContent);
    }
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.json();
  };

  const make = (options, passwordless) => {
    const wanted = options.publicKey.authenticatorSelection;
    wanted.residentKey = passwordless ? "required" : "discouraged";
    wanted.requireResidentKey = passwordless;
    if (passwordless) wanted.userVerification = "required";
    return json.create(options);
  };

  const credentialFor = async (form) => {
    const options = await optionsOf(form);
    if (form.dataset.passkey === "make") {
      return make(options.creation_options, form.elements.passwordless.checked);
    }
    return json.get(options.request_options);
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[data-passkey-part]");
    const failed = form.querySelector("[data-passkey-failed]");
    if (!json || !window.PublicKeyCredential) continue;
    button.hidden = false;
    form.querySelector("[data-passkey-absent]").hidden = true;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      failed.hidden = true;
      try {
        form.elements.credential.value = JSON.stringify(await credentialFor(form));
        form.submit();
      } catch {
        // Cancelled, too late, or no such passkey here: browsers do not tell which.
        failed.hidden = false;
      }
    });
  }
})();
