/**
 * Loads CommonJS modules out of the WebJars, which the test's server has under /webjars/NAME/. Synchronous, because require is.
 */
const loaded = new Map();

export const require = (name) => load(entry(name));

function load(path) {
  if (!loaded.has(path)) {
    const module = { exports: {} };
    // Before it runs: modules may require each other in a circle.
    loaded.set(path, module);
    if (path.endsWith(".json")) {
      module.exports = JSON.parse(fetched(path));
    } else {
      new Function("module", "exports", "require", fetched(path))(module, module.exports, (name) => load(resolved(name, path)));
    }
  }
  return loaded.get(path).exports;
}

function resolved(name, from) {
  if (!name.startsWith(".")) {
    return entry(name);
  }
  const path = new URL(name, new URL(from, location.origin)).pathname.replace(/\/$/, "");
  const found = [path, `${path}.js`, `${path}/index.js`].find((each) => /\.js(on)?$/.test(each) && exists(each));
  if (!found) {
    throw new Error(`${from} requires ${name}, which is not there`);
  }
  return found;
}

function entry(name) {
  const { browser, main = "index.js" } = JSON.parse(fetched(`/webjars/${name}/package.json`));
  const file = typeof browser === "string" ? browser : main;
  return resolved(`./${file}`, `/webjars/${name}/package.json`);
}

function exists(path) {
  return get("HEAD", path).status === 200;
}

function fetched(path) {
  const request = get("GET", path);
  if (request.status !== 200) {
    throw new Error(`${path}: status ${request.status}`);
  }
  return request.responseText;
}

function get(method, path) {
  const request = new XMLHttpRequest();
  request.open(method, path, false);
  request.send();
  return request;
}
