package io.agenticproxy.promptcache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.agenticproxy.exchange.CacheUpkeep;
import io.agenticproxy.exchange.PromptCacheState;
import io.agenticproxy.pricing.Usd;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Conversations, agents and accounts. Conversations only in memory: what is forgotten begins cold; agents and accounts
 * also in the database, where {@link PromptCacheWriter} takes them. Bounded. Thread-safe.
 */
@Component
final class PromptCacheMemory implements PromptCacheState {
    static final int MOST_AGENTS = 10_000;
    /** Beyond, the one that was used least begins anew. */
    static final int MOST_ACCOUNTS = 10_000;

    private static final int MOST_CONVERSATIONS = 50_000;
    private static final Duration CONVERSATION_LIFE = Duration.ofHours(3);

    private final PromptCacheSettings settings;
    private final Clock clock;
    private final Usd seed;
    private final Cache<String, Line> lines = Caffeine.newBuilder()
            .executor(CacheUpkeep.TOGETHER)
            .maximumSize(MOST_CONVERSATIONS)
            .expireAfterAccess(CONVERSATION_LIFE)
            .build();
    private final Cache<String, Odds> agents = Caffeine.newBuilder()
            .executor(CacheUpkeep.TOGETHER)
            .maximumSize(MOST_AGENTS)
            .build();
    private final Cache<String, Bank> banks = Caffeine.newBuilder()
            .executor(CacheUpkeep.TOGETHER)
            .maximumSize(MOST_ACCOUNTS)
            .build();

    PromptCacheMemory(PromptCacheSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.seed = new Usd(settings.seedUsd());
    }

    Usd seed() {
        return seed;
    }

    /** The conversation whose last request had this digest; a new one when there is none. */
    Line line(String conversation) {
        Line known = lines.getIfPresent(conversation);
        return known == null ? new Line() : known;
    }

    /** The conversation's last request has this digest now. */
    void keep(String conversation, Line line) {
        lines.put(conversation, line);
    }

    Odds agent(String key) {
        return agents.asMap().computeIfAbsent(key, one -> new Odds(Odds.Counts.NONE));
    }

    Bank bank(String account) {
        return banks.asMap().computeIfAbsent(account, one -> new Bank(seed, new Bank.Balance(seed, today())));
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** Read from the database; what has been learnt meanwhile counts too. */
    void remember(String agent, Odds.Counts counts) {
        Odds learnt = agents.asMap().putIfAbsent(agent, new Odds(counts));
        if (learnt != null) {
            learnt.add(counts);
        }
    }

    void remember(String account, Bank.Balance balance) {
        Bank earned = banks.asMap().putIfAbsent(account, new Bank(seed, balance));
        if (earned != null) {
            earned.add(balance);
        }
    }

    Map<String, Odds.Counts> takeChangedAgents() {
        Map<String, Odds.Counts> changed = new LinkedHashMap<>();
        agents.asMap().forEach((key, odds) -> {
            Odds.Counts counts = odds.takeChanged();
            if (counts != null) {
                changed.put(key, counts);
            }
        });
        return changed;
    }

    Map<String, Bank.Balance> takeChangedBanks() {
        Map<String, Bank.Balance> changed = new LinkedHashMap<>();
        banks.asMap().forEach((account, bank) -> {
            Bank.Balance balance = bank.takeChanged();
            if (balance != null) {
                changed.put(account, balance);
            }
        });
        return changed;
    }

    void notWritten(Map<String, Odds.Counts> ofAgents, Map<String, Bank.Balance> ofBanks) {
        ofAgents.keySet().forEach(key -> agent(key).notWritten());
        ofBanks.keySet().forEach(account -> bank(account).notWritten());
    }

    @Override
    public boolean enabled() {
        return settings.enabled();
    }

    @Override
    public Usd bank() {
        return banks.asMap().isEmpty()
                ? seed
                : banks.asMap().values().stream()
                        .map(bank -> bank.balance().usd())
                        .reduce(Usd.ZERO, Usd::plus);
    }
}
