package io.agenticproxy.pricing;

/**
 * The prices of one call from what it would have cost down to what was billed, and the money columns of the ledger as
 * the differences between them. So these hold whatever the prices are, to the last digit:
 * {@code saved = baseline − actual = savedCache + savedRouting + savedPromptCache}.
 *
 * @param baseline     B: what a direct call would have cost
 * @param withoutCache the same, but for what the response cache spared it (a hit: nothing is left) or made dearer
 * @param withoutMarks M: as it was served, without any mark of the proxy
 * @param billed       A: as billed
 * @param classifier   what asking the classifier cost
 * @param firstTry     F: what a refused downgrade was billed before the call was sent again
 * @param providerCache what the client's own marks saved against plain input; may be negative; part of no sum
 * @param premium      what the writes of the proxy's marks cost above plain input; part of no sum
 */
public record CallPrices(
        Usd baseline,
        Usd withoutCache,
        Usd withoutMarks,
        Usd billed,
        Usd classifier,
        Usd firstTry,
        Usd providerCache,
        Usd premium) {

    /** A + classifier + F. */
    public Usd actual() {
        return billed.plus(ownCalls());
    }

    /** baseline − actual. */
    public Usd saved() {
        return baseline.minus(actual());
    }

    /** B − (B without what the response cache did). */
    public Usd savedCache() {
        return baseline.minus(withoutCache);
    }

    /** (B without what the response cache did) − M − classifier − F. */
    public Usd savedRouting() {
        return withoutCache.minus(withoutMarks).minus(ownCalls());
    }

    /** M − A. */
    public Usd savedPromptCache() {
        return withoutMarks.minus(billed);
    }

    private Usd ownCalls() {
        return classifier.plus(firstTry);
    }
}
