package io.agenticproxy.exchange;

import java.util.Map;

/** What a feature's reasons mean, for pages: the word that stands in ledger and header, and its sentence. */
public interface ReasonSentences {
    /** {@code cache}, {@code router} or {@code prompt-cache}: two stages may use the same word. */
    String stage();

    /** By word; a feature has every word that it writes. */
    Map<String, String> sentences();
}
