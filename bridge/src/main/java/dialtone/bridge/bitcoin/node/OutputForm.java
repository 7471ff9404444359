package dialtone.bridge.bitcoin.node;

/** The forms of output script this node relays. Read from bytes: bitcoinj's {@code Script} throws on some foreign scripts. */
enum OutputForm {
    P2WPKH,
    P2PKH,
    P2PK,
    P2SH,
    /** Any other witness program: P2WSH, P2TR, or a version of the future. */
    WITNESS,
    /** OP_RETURN and pushes. */
    DATA,
    OTHER;

    private static final int OP_RETURN = 0x6a;
    private static final int OP_PUSHDATA1 = 0x4c;
    private static final int OP_PUSHDATA4 = 0x4e;
    private static final int OP_1 = 0x51;
    private static final int OP_16 = 0x60;
    private static final int OP_DUP = 0x76;
    private static final int OP_EQUAL = 0x87;
    private static final int OP_EQUALVERIFY = 0x88;
    private static final int OP_HASH160 = 0xa9;
    private static final int OP_CHECKSIG = 0xac;

    static OutputForm of(byte[] s) {
        if (s.length == 22 && s[0] == 0 && s[1] == 20) {
            return P2WPKH;
        }
        if (s.length == 25
                && starts(s, OP_DUP, OP_HASH160, 20)
                && at(s, 23) == OP_EQUALVERIFY
                && at(s, 24) == OP_CHECKSIG) {
            return P2PKH;
        }
        if (s.length == 23 && starts(s, OP_HASH160, 20) && at(s, 22) == OP_EQUAL) {
            return P2SH;
        }
        if ((s.length == 35 && s[0] == 33 && (s[1] == 2 || s[1] == 3) || s.length == 67 && s[0] == 65 && s[1] == 4)
                && at(s, s.length - 1) == OP_CHECKSIG) {
            return P2PK;
        }
        if (isWitnessProgram(s)) {
            return WITNESS;
        }
        return s.length > 0 && at(s, 0) == OP_RETURN && isPushOnly(s, 1) ? DATA : OTHER;
    }

    private static boolean isWitnessProgram(byte[] s) {
        if (s.length < 4 || s.length > 42 || s[1] != s.length - 2) {
            return false;
        }
        return s[0] == 0 ? s[1] == 32 : at(s, 0) >= OP_1 && at(s, 0) <= OP_16;
    }

    private static boolean isPushOnly(byte[] s, int from) {
        int i = from;
        while (i < s.length) {
            int op = at(s, i++);
            if (op > OP_16) {
                return false;
            }
            long length = 0;
            if (op < OP_PUSHDATA1) {
                length = op;
            } else if (op <= OP_PUSHDATA4) {
                int lengthBytes = 1 << (op - OP_PUSHDATA1);
                if (s.length - i < lengthBytes) {
                    return false;
                }
                for (int k = 0; k < lengthBytes; k++) {
                    length |= (long) at(s, i++) << (8 * k);
                }
            }
            if (length > s.length - i) {
                return false;
            }
            i += (int) length;
        }
        return true;
    }

    private static boolean starts(byte[] s, int... expected) {
        for (int i = 0; i < expected.length; i++) {
            if (at(s, i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static int at(byte[] s, int index) {
        return Byte.toUnsignedInt(s[index]);
    }
}
