package io.agenticproxy.router;

import com.fasterxml.jackson.databind.JsonNode;
import io.agenticproxy.pricing.PriceCatalog;
import io.agenticproxy.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What the models take, from {@code model-compatibility.json}, refreshed by the API's own list when the proxy holds a key
 * to ask for it. Thread-safe.
 */
@Component("modelCompatibility")
final class Compatibility {
    private static final Logger LOG = LoggerFactory.getLogger(Compatibility.class);
    private static final String FILE = "/model-compatibility.json";

    /** What of a request the router understands; anything else keeps its model. */
    record Known(
            Set<String> fields, Set<String> outputConfig, Set<String> blocks, Set<String> betas, Set<String> tools) {}

    private final PriceCatalog catalog;
    private final Known known;
    private volatile Map<String, ModelTraits> models;
    private volatile Set<String> gone = Set.of();

    Compatibility(PriceCatalog catalog) {
        this.catalog = catalog;
        JsonNode file = read();
        known = new Known(
                ModelTraits.texts(file.path("fields")),
                ModelTraits.texts(file.path("output_config")),
                ModelTraits.texts(file.path("blocks")),
                ModelTraits.texts(file.path("betas")),
                ModelTraits.texts(file.path("tools")));
        Map<String, ModelTraits> read = new HashMap<>();
        file.path("models")
                .fields()
                .forEachRemaining(model -> read.put(model.getKey(), ModelTraits.of(model.getValue())));
        models = Map.copyOf(read);
    }

    private static JsonNode read() {
        try (InputStream in = Compatibility.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not on the class path");
            }
            return Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Known known() {
        return known;
    }

    /** By any of the model's names. */
    Optional<ModelTraits> traits(String model) {
        return Optional.ofNullable(models.get(catalog.canonical(model)));
    }

    /** Whether the API has listed its models, and not this one. */
    boolean gone(String model) {
        return gone.contains(catalog.canonical(model));
    }

    /**
     * Step of {@code router-models}: the answer to {@code GET /v1/models}. An answer that is none changes nothing.
     * Source of its shape: the official SDKs' types, November 2026.
     */
    void learn(@Body String answer) {
        JsonNode data = Json.parse(answer).path("data");
        if (!data.isArray() || data.isEmpty()) {
            return;
        }
        Map<String, ModelTraits> refreshed = new HashMap<>(models);
        Set<String> listed = new HashSet<>();
        data.forEach(model -> {
            String id = catalog.canonical(model.path("id").asText());
            if (!model.path("lifecycle").asText().equals("retired")) {
                listed.add(id);
            }
            refreshed.computeIfPresent(id, (name, traits) -> traits.refreshed(model));
        });
        Set<String> unlisted = new HashSet<>(models.keySet());
        unlisted.removeAll(listed);
        models = Map.copyOf(refreshed);
        gone = Set.copyOf(unlisted);
        LOG.atDebug().addKeyValue("listed", listed.size()).log("the API has listed its models");
    }
}
