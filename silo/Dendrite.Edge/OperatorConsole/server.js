// Requests to the admin API, with the token where one was given. The token lives as long as the tab.

const base = "/_dendrite/admin/v1/";
const key = "dendrite-admin-token";

export const server = {
  setToken(token) {
    sessionStorage.setItem(key, token);
  },

  get(path, signal) {
    return send(path, { signal });
  },

  command(guard, name, reason) {
    return post(`guards/${encodeURIComponent(guard)}/breaker/${name}`, { reason });
  },

  async resource(address) {
    return (await send(`resources/${address}`, {})).json();
  },

  async commandResource(address, name, reason, listener) {
    return (await post(`resources/${name}`, { address, reason, listener })).json();
  },

  // A resource as apps listen to it: the client's API, which takes no token of operators.
  async listen(address, signal) {
    const response = await fetch(`/_dendrite/client/v1/resources/${address}`, { signal, headers: { Accept: "text/event-stream" }, cache: "no-store" });
    return response.ok ? response : refuse(response);
  },
};

function post(path, body) {
  return send(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...body, by: "console" }) });
}

async function send(path, options) {
  const token = sessionStorage.getItem(key);
  const headers = { ...options.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  const response = await fetch(base + path, { ...options, headers, cache: "no-store" });
  return response.ok ? response : refuse(response);
}

async function refuse(response) {
  const problem = await response.json().catch(() => ({}));
  const fault = new Error(problem.detail ?? `The server answered ${response.status}.`);
  fault.refused = response.status === 401 || response.status === 403;
  throw fault;
}
