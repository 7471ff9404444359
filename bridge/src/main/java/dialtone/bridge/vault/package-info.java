/**
 * Keys at rest ({@code docs/architecture.md}, "Keys at rest").
 *
 * <pre>
 * passphrase --Argon2id--> {@link dialtone.bridge.vault.Vault} --opens--> seed --HKDF--> {@link dialtone.bridge.vault.StorageKey} --opens--> backup words,
 *                                                                                       ephemeral secrets, redial tickets
 * </pre>
 */
package dialtone.bridge.vault;
