package io.agenticproxy.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values get to their places, by the names in a statement or in their order. */
class LedgerStatementTest {
    private final LedgerStatement statement = new LedgerStatement();
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private List<@Nullable Object> values(String query, Object row) {
        String prepared = statement.prepareQuery(query, true, exchange);
        Iterator<?> values = statement.createPopulateIterator(query, prepared, -1, exchange, row);
        List<@Nullable Object> all = new ArrayList<>();
        values.forEachRemaining(all::add);
        return all;
    }

    @Test
    void namesArePlacesInTheOrderOfTheStatement() {
        String query = "UPDATE t SET a = a + :?a, b = :?b_c WHERE d = :?d AND a < :?a";
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("d", "four");
        row.put("a", 1);
        row.put("b_c", null);

        assertThat(statement.prepareQuery(query, true, exchange))
                .isEqualTo("UPDATE t SET a = a + ?, b = ? WHERE d = ? AND a < ?");
        assertThat(values(query, row)).containsExactly(1, null, "four", 1);
    }

    @Test
    void aListIsTakenAsItIs() {
        String query = "INSERT INTO t (a, b) VALUES (?, #)";

        assertThat(statement.prepareQuery(query, true, exchange)).isEqualTo("INSERT INTO t (a, b) VALUES (?, ?)");
        assertThat(values(query, Arrays.asList("one", null))).containsExactly("one", null);
    }

    @Test
    void manyStatementsAreNotKeptForEver() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(values("UPDATE t SET a" + i + " = :?a", Map.of("a", i))).containsExactly(i);
        }
    }
}
