package io.agenticproxy.pricing;

/** A line of models. */
public enum ModelFamily {
    HAIKU(1),
    SONNET(2),
    OPUS(3),
    FABLE(4),
    MYTHOS(4);

    private final int tier;

    ModelFamily(int tier) {
        this.tier = tier;
    }

    /** The rank of its models: a downgrade goes to a lower one. */
    public int tier() {
        return tier;
    }
}
