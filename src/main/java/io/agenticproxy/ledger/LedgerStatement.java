package io.agenticproxy.ledger;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.component.sql.SqlPrepareStatementStrategy;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Fills the statements that write batches: from maps by the names in a statement, or from lists by place. Camel's own
 * strategy looks for the names in the statement's text again for each row, and Spring asks the driver for a type of each
 * null. Thread-safe.
 */
@Component("ledgerStatement")
final class LedgerStatement implements SqlPrepareStatementStrategy {
    /** By the time it is given here, Camel has made a question mark of each number sign. */
    private static final Pattern PARAMETER = Pattern.compile("(?::[?#](\\w+))|[?#]");

    /** There are as many as route files name; an edit of them adds some. */
    private static final int MOST = 100;

    private final Map<String, Parsed> parsed = new ConcurrentHashMap<>();

    private record Parsed(String statement, List<String> names) {
        static Parsed of(String query) {
            List<String> names = new ArrayList<>();
            Matcher parameters = PARAMETER.matcher(query);
            while (parameters.find()) {
                if (parameters.group(1) != null) {
                    names.add(parameters.group(1));
                }
            }
            return new Parsed(parameters.replaceAll("?"), names);
        }
    }

    private Parsed parsed(String query) {
        if (parsed.size() > MOST) {
            parsed.clear();
        }
        return parsed.computeIfAbsent(query, Parsed::of);
    }

    @Override
    public String prepareQuery(String query, boolean allowNamedParameters, Exchange exchange) {
        return parsed(query).statement();
    }

    @Override
    public Iterator<?> createPopulateIterator(
            String query, String prepared, int expectedParams, Exchange exchange, Object row) {
        if (row instanceof List<?> byPlace) {
            return byPlace.iterator();
        }
        Map<?, ?> byName = (Map<?, ?>) row;
        List<String> names = parsed(query).names();
        List<@Nullable Object> values = new ArrayList<>(names.size());
        names.forEach(name -> values.add(byName.get(name)));
        return values.iterator();
    }

    @Override
    public void populateStatement(PreparedStatement statement, Iterator<?> values, int expectedParams)
            throws SQLException {
        for (int place = 1; values.hasNext(); place++) {
            set(statement, place, values.next());
        }
    }

    private static void set(PreparedStatement statement, int place, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(place, Types.NULL);
        } else if (value instanceof String text) {
            statement.setString(place, text);
        } else if (value instanceof Long number) {
            statement.setLong(place, number);
        } else if (value instanceof Integer number) {
            statement.setInt(place, number);
        } else if (value instanceof Boolean flag) {
            statement.setBoolean(place, flag);
        } else if (value instanceof Double number) {
            statement.setDouble(place, number);
        } else if (value instanceof BigDecimal number) {
            statement.setBigDecimal(place, number);
        } else {
            statement.setObject(place, value);
        }
    }
}
