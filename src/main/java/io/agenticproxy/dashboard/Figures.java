package io.agenticproxy.dashboard;

import io.agenticproxy.exchange.Refusal;
import io.agenticproxy.wire.ApiError;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From the tables' columns to what {@code /stats}, {@code /sessions} and {@code /calls} say: stable names, no nulls lost. */
final class Figures {
    private static final List<String> SAVINGS =
            List.of("saved_cache_usd", "saved_routing_usd", "saved_prompt_cache_usd");

    private Figures() {}

    /** One row of a result, its column names in lower case, as databases differ there. */
    static Map<String, Object> lowerCase(Map<String, Object> row) {
        Map<String, Object> lower = new LinkedHashMap<>();
        row.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return lower;
    }

    static Map<String, Object> onlyRow(List<Map<String, Object>> rows) throws Refusal {
        if (rows.isEmpty()) {
            throw new Refusal(ApiError.of(404, "There is no such session."));
        }
        return lowerCase(rows.get(0));
    }

    static BigDecimal money(Map<String, Object> row, String column) {
        return row.get(column) instanceof BigDecimal amount ? plain(amount) : BigDecimal.ZERO;
    }

    static long count(Map<String, Object> row, String column) {
        return row.get(column) instanceof Number number ? number.longValue() : 0;
    }

    static BigDecimal saved(Map<String, Object> row) {
        return plain(SAVINGS.stream().map(column -> money(row, column)).reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    /** Values as JSON has them: instants in UTC, money without trailing zeros. */
    static @Nullable Object value(@Nullable Object value) {
        if (value instanceof OffsetDateTime at) {
            return time(at);
        }
        if (value instanceof Timestamp at) { // as PostgreSQL's driver has it
            return DateTimeFormatter.ISO_INSTANT.format(at.toInstant());
        }
        return value instanceof BigDecimal amount ? plain(amount) : value;
    }

    static String time(OffsetDateTime at) {
        return DateTimeFormatter.ISO_INSTANT.format(at.withOffsetSameInstant(ZoneOffset.UTC));
    }

    private static BigDecimal plain(BigDecimal amount) {
        BigDecimal stripped = amount.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
