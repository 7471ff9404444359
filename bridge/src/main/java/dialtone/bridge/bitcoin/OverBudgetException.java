package dialtone.bridge.bitcoin;

/** The user did not allow that much automatic spending. Nothing was reserved, sealed or signed. */
public final class OverBudgetException extends CannotPayException {

    private static final long serialVersionUID = 1L;

    OverBudgetException(long costSat, long spentSat, long allowedSat, String whose) {
        super("this would cost %,d sat, and of the %,d sat a day that %s may cost, %,d are spent"
                .formatted(costSat, allowedSat, whose, spentSat));
    }
}
