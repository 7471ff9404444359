package dialtone.bridge.bitcoin;

/** No coin of ours can pay for the frame now. Nothing was reserved, sealed or signed. */
public final class NotEnoughCoinsException extends CannotPayException {

    private static final long serialVersionUID = 1L;

    private final long balanceSat;
    private final long neededSat;

    NotEnoughCoinsException(long balanceSat, long neededSat, String whatToDo) {
        super("%d sat can be spent, %d sat are needed: %s".formatted(balanceSat, neededSat, whatToDo));
        this.balanceSat = balanceSat;
        this.neededSat = neededSat;
    }

    public long balanceSat() {
        return balanceSat;
    }

    public long neededSat() {
        return neededSat;
    }
}
