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
    return send(`guards/${encodeURIComponent(guard)}/breaker/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ reason, by: "console" }),
    });
  },
};

async function send(path, options) {
  const token = sessionStorage.getItem(key);
  const headers = { ...options.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  const response = await fetch(base + path, { ...options, headers, cache: "no-store" });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  const fault = new Error(problem.detail ?? `The server answered ${response.status}.`);
  fault.refused = response.status === 401 || response.status === 403;
  throw fault;
}
