package io.agenticproxy.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A little shop in memory, 21 files of 0.5 to 3 KB: what the tool agent looks at. */
final class DemoProject {
    private static final String RECORD = """
            package shop.LOWER;

            import java.util.Objects;

            /** One LOWER, as it stands in the table LOWER. Immutable; a change makes a new one. */
            public record ENTITY(COMPONENTS) {
                public ENTITY {
            CHECKS    }

                /** Are all fields filled that the next step needs? */
                public boolean isComplete() {
                    return CONDITION;
                }
            }
            """;
    private static final String STORE = """
            package shop.LOWER;

            import java.util.List;
            import java.util.Optional;
            import org.springframework.jdbc.core.simple.JdbcClient;
            import org.springframework.stereotype.Repository;

            /** Reads and writes the table LOWER. Each method is one statement in its own transaction. */
            @Repository
            public class ENTITYStore {
                private static final String COLUMNS = "NAMES";

                private final JdbcClient jdbc;

                ENTITYStore(JdbcClient jdbc) {
                    this.jdbc = jdbc;
                }

                public Optional<ENTITY> find(String id) {
                    return jdbc.sql("SELECT " + COLUMNS + " FROM LOWER WHERE id = ?")
                            .param(id)
                            .query(ENTITY.class)
                            .optional();
                }

                public List<ENTITY> newest(int limit) {
                    return jdbc.sql("SELECT " + COLUMNS + " FROM LOWER ORDER BY id DESC LIMIT ?")
                            .param(limit)
                            .query(ENTITY.class)
                            .list();
                }

                public void insert(ENTITY LOWER) {
                    jdbc.sql("INSERT INTO LOWER (" + COLUMNS + ") VALUES (MARKS)")
                            .params(LOWER.values())
                            .update();
                }

                public int delete(String id) {
                    return jdbc.sql("DELETE FROM LOWER WHERE id = ?").param(id).update();
                }
            }
            """;
    private static final String SERVICE = """
            package shop.LOWER;

            import java.time.Duration;
            import org.slf4j.Logger;
            import org.slf4j.LoggerFactory;
            import org.springframework.stereotype.Service;
            import shop.remote.Gateway;
            import shop.remote.GatewayTimeout;

            /** What the shop does with a LOWER: accept it, pass it on to the provider, write it down. */
            @Service
            public class ENTITYService {
                private static final Logger LOG = LoggerFactory.getLogger(ENTITYService.class);
                private static final Duration PATIENCE = Duration.ofSeconds(2);
                private static final int TRIES = 3;

                private final ENTITYStore store;
                private final Gateway gateway;

                ENTITYService(ENTITYStore store, Gateway gateway) {
                    this.store = store;
                    this.gateway = gateway;
                }

                public ENTITY accept(ENTITY LOWER) {
                    if (!LOWER.isComplete()) {
                        throw new IllegalArgumentException("the LOWER is not complete");
                    }
                    if (store.find(LOWER.id()).isPresent()) {
                        return LOWER;
                    }
                    send(LOWER);
                    store.insert(LOWER);
                    return LOWER;
                }

                private void send(ENTITY LOWER) {
                    for (int i = 1; i <= TRIES; i++) {
                        try {
                            gateway.post("/LOWER", LOWER, PATIENCE);
                            return;
                        } catch (GatewayTimeout late) {
                            LOG.warn("the provider did not answer in {}, try {} of {}", PATIENCE, i, TRIES);
                        }
                    }
                }
            }
            """;

    private DemoProject() {}

    /** Text by path, in order. */
    static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        add(files, "Order", List.of("id", "customerId", "status", "total", "currency", "placedAt"));
        add(files, "Payment", List.of("id", "orderId", "provider", "amount", "currency", "reference"));
        add(files, "Customer", List.of("id", "name", "email", "country"));
        add(files, "Product", List.of("id", "title", "price", "currency", "stock"));
        add(files, "Invoice", List.of("id", "orderId", "number", "net", "tax", "issuedAt"));
        add(files, "Shipment", List.of("id", "orderId", "carrier", "trackingCode", "sentAt"));
        add(files, "Refund", List.of("id", "paymentId", "amount", "reason", "settledAt"));
        return files;
    }

    private static void add(Map<String, String> files, String entity, List<String> fields) {
        String path = "src/main/java/shop/" + entity.toLowerCase(Locale.ROOT) + "/" + entity;
        files.put(path + ".java", fill(RECORD, entity, fields));
        files.put(path + "Store.java", fill(STORE, entity, fields));
        files.put(path + "Service.java", fill(SERVICE, entity, fields));
    }

    private static String fill(String template, String entity, List<String> fields) {
        return template.replace("COMPONENTS", each(fields, "String %s", ", "))
                .replace("CHECKS", each(fields, "        Objects.requireNonNull(%1$s, \"%1$s of a LOWER\");\n", ""))
                .replace("CONDITION", each(fields, "!%s.isBlank()", " && "))
                .replace("NAMES", String.join(", ", fields))
                .replace("MARKS", each(fields, "?", ", "))
                .replace("ENTITY", entity)
                .replace("LOWER", entity.toLowerCase(Locale.ROOT));
    }

    private static String each(List<String> fields, String format, String between) {
        return fields.stream().map(format::formatted).collect(Collectors.joining(between));
    }
}
