// The DTLS certificate of this browser. It stays the same over reloads, so a redial ticket that names its fingerprint stays true.

const RENEW_BEFORE_MS = 30 * 24 * 3600 * 1000;
const LIFETIME_MS = 365 * 24 * 3600 * 1000; // more is cut to this by browsers
const KEY = 'certificate';

/** @returns {Promise<RTCCertificate>} the kept one, or a new one when there is none or it is about to expire. */
export async function loadCertificate() {
  const kept = await inStore('readonly', (store) => store.get(KEY)).catch(() => null);
  if (kept && kept.expires - Date.now() > RENEW_BEFORE_MS) return kept;
  const fresh = await RTCPeerConnection.generateCertificate({
    name: 'ECDSA',
    namedCurve: 'P-256',
    expires: LIFETIME_MS,
  });
  // A browser that keeps nothing (private windows) still calls; it only cannot redial after a reload.
  await inStore('readwrite', (store) => store.put(fresh, KEY)).catch(() => console.warn('this browser keeps no certificate'));
  return fresh;
}

function inStore(mode, use) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('dialtone', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('keys');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const request = use(database.transaction('keys', mode).objectStore('keys'));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
      request.transaction.oncomplete = () => database.close();
    };
  });
}
