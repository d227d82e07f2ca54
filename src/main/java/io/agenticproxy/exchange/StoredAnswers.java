package io.agenticproxy.exchange;

/** What a person can do to the response cache. */
public interface StoredAnswers {
    /** Removes all, from the database too as far as that answers; returns how many there were. */
    int clearAll();
}
