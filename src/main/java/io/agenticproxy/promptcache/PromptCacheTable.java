package io.agenticproxy.promptcache;

import io.agenticproxy.pricing.Usd;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Agents and accounts in the database. Every method throws Spring's data access exceptions. Thread-safe. */
@Component
final class PromptCacheTable {
    /** What was learnt so long ago no longer says much. */
    private static final Duration LIFE = Duration.ofDays(30);

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    PromptCacheTable(JdbcTemplate jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** As a whole or not at all. */
    void write(Map<String, Odds.Counts> agents, Map<String, Bank.Balance> banks) {
        List<Object[]> ofAgents = new ArrayList<>();
        agents.forEach((key, counts) -> ofAgents.add(new Object[] {
            key,
            counts.wentOn(),
            counts.ended(),
            counts.followed(),
            counts.alone(),
            counts.factor(),
            clock.instant().atOffset(ZoneOffset.UTC)
        }));
        List<Object[]> ofBanks = new ArrayList<>();
        banks.forEach((account, balance) ->
                ofBanks.add(new Object[] {account, balance.usd().amount(), balance.day()}));
        transaction.executeWithoutResult(status -> {
            replace("prompt_cache_agent", "agent", keys(ofAgents));
            jdbc.batchUpdate(
                    "INSERT INTO prompt_cache_agent (agent, went_on, ended, followed, alone, token_factor, seen_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    ofAgents);
            replace("prompt_cache_bank", "account", keys(ofBanks));
            jdbc.batchUpdate(
                    "INSERT INTO prompt_cache_bank (account, balance_usd, balance_day) VALUES (?, ?, ?)", ofBanks);
        });
    }

    private static List<Object[]> keys(List<Object[]> rows) {
        return rows.stream().map(row -> new Object[] {row[0]}).toList();
    }

    private void replace(String table, String column, List<Object[]> keys) {
        jdbc.batchUpdate("DELETE FROM " + table + " WHERE " + column + " = ?", keys);
    }

    void read(int most, BiConsumer<String, Odds.Counts> agents, BiConsumer<String, Bank.Balance> banks) {
        jdbc.query(
                "SELECT agent, went_on, ended, followed, alone, token_factor FROM prompt_cache_agent"
                        + " ORDER BY seen_at DESC FETCH FIRST ? ROWS ONLY",
                row -> {
                    agents.accept(
                            row.getString(1),
                            new Odds.Counts(
                                    row.getDouble(2),
                                    row.getDouble(3),
                                    row.getDouble(4),
                                    row.getDouble(5),
                                    row.getDouble(6)));
                },
                most);
        jdbc.query("SELECT account, balance_usd, balance_day FROM prompt_cache_bank ORDER BY balance_day DESC", row -> {
            banks.accept(
                    row.getString(1),
                    new Bank.Balance(new Usd(row.getBigDecimal(2)), row.getObject(3, LocalDate.class)));
        });
    }

    /** What has not been seen for long; an account that has earned nothing begins with the seed again anyway. */
    void dropOld(Usd seed) {
        OffsetDateTime before = clock.instant().minus(LIFE).atOffset(ZoneOffset.UTC);
        transaction.executeWithoutResult(status -> {
            jdbc.update("DELETE FROM prompt_cache_agent WHERE seen_at < ?", before);
            jdbc.update(
                    "DELETE FROM prompt_cache_bank WHERE balance_day < ? AND balance_usd <= ?",
                    before.toLocalDate(),
                    seed.amount());
        });
    }
}
