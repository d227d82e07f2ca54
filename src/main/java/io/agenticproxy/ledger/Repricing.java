package io.agenticproxy.ledger;

import io.agenticproxy.pricing.CallCost;
import io.agenticproxy.pricing.CallPricing;
import io.agenticproxy.pricing.PriceCatalog;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Steps of the {@code maintenance-prices} route: when the price catalog is not the one that the rows were priced with,
 * their money is computed again from the facts that are kept with them. Rows are many, so it goes through them in pages.
 */
@Component("repricing")
final class Repricing {
    private static final Logger LOG = LoggerFactory.getLogger(Repricing.class);
    private static final int PAGE = 1_000;
    private static final String UPDATE =
            "UPDATE ledger_entry SET " + String.join(" = ?, ", LedgerRow.MONEY) + " = ? WHERE id = ?";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final CallPricing pricing;
    private final PriceCatalog catalog;
    private final LedgerStatus status;

    Repricing(
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            CallPricing pricing,
            PriceCatalog catalog,
            LedgerStatus status) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.pricing = pricing;
        this.catalog = catalog;
        this.status = status;
    }

    private record Row(long id, OffsetDateTime at, String facts) {}

    /** Whether the rows were priced with another catalog. A ledger without rows has nothing to compute. */
    boolean due() {
        List<String> known = jdbc.queryForList("SELECT fact FROM ledger_fact WHERE name = 'prices'", String.class);
        if (known.isEmpty()) {
            transaction.executeWithoutResult(status ->
                    jdbc.update("INSERT INTO ledger_fact (name, fact) VALUES ('prices', ?)", catalog.version()));
            return false;
        }
        return !known.get(0).equals(catalog.version());
    }

    /**
     * Within one transaction, which holds the writers' lock. The totals are counted anew after it, in the same one.
     *
     * @return what it changed, for {@link #done}
     */
    Map<String, Object> reprice() {
        BigDecimal before = total();
        long changed = 0;
        long after = 0;
        while (true) {
            List<Row> rows = jdbc.query(
                    "SELECT id, requested_at, facts FROM ledger_entry WHERE id > ? AND facts IS NOT NULL ORDER BY id"
                            + " FETCH FIRST " + PAGE + " ROWS ONLY",
                    (row, i) -> new Row(row.getLong(1), row.getObject(2, OffsetDateTime.class), row.getString(3)),
                    after);
            if (rows.isEmpty()) {
                break;
            }
            jdbc.batchUpdate(UPDATE, parameters(rows));
            changed += rows.size();
            after = rows.get(rows.size() - 1).id();
        }
        jdbc.update("UPDATE ledger_fact SET fact = ? WHERE name = 'prices'", catalog.version());
        Map<String, Object> change = new LinkedHashMap<>();
        change.put("rows", changed);
        change.put("actual_usd_before", before);
        change.put("actual_usd_now", total());
        return change;
    }

    private List<Object[]> parameters(List<Row> rows) {
        List<Object[]> parameters = new ArrayList<>();
        for (Row row : rows) {
            CallCost cost = pricing.cost(StoredFacts.read(row.facts(), row.at().toInstant()));
            List<@Nullable Object> values = new ArrayList<>(LedgerRow.money(cost));
            values.add(row.id());
            parameters.add(values.toArray());
        }
        return parameters;
    }

    private BigDecimal total() {
        BigDecimal sum = jdbc.queryForObject(
                "SELECT SUM(COALESCE(actual_usd, classifier_usd, 0)) FROM ledger_entry", BigDecimal.class);
        return sum == null
                ? BigDecimal.ZERO
                : new BigDecimal(sum.stripTrailingZeros().toPlainString());
    }

    /** The transaction is over and well. */
    void done(Map<String, Object> change) {
        LOG.atInfo()
                .addKeyValue("rows", change.get("rows"))
                .addKeyValue("usd_before", change.get("actual_usd_before"))
                .addKeyValue("usd_now", change.get("actual_usd_now"))
                .log("the prices have changed: the ledger has been priced anew");
        status.repriced(change);
    }
}
