/** JSON texts as friends send them: small, read strictly, never trusted. The bridge brings no JSON library along. */
package dialtone.bridge.json;
