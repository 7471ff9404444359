/** JSON texts of the channels beside control and chat: small, read strictly, never trusted. */
package dialtone.bridge.link.json;
