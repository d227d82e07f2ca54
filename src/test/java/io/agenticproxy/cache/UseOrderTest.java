package io.agenticproxy.cache;

import static io.agenticproxy.cache.Answers.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UseOrderTest {
    private final UseOrder order = new UseOrder();

    @Test
    void theOldestIsTheOneThatWasUsedLeastRecently() {
        order.touch(key(1));
        order.touch(key(2));
        order.touch(key(3));
        order.touch(key(1));

        assertThat(order.oldest()).isEqualTo(key(2));
        assertThat(order.remove(key(2))).isTrue();
        assertThat(order.oldest()).isEqualTo(key(3));
        assertThat(order.size()).isEqualTo(2);
    }

    @Test
    void whatTheDatabaseHasIsOlderThanWhatWasUsedMeanwhile() {
        order.touch(key(1));
        order.addOldest(key(2));
        order.addOldest(key(1));
        order.addOldest(key(3));

        assertThat(order.oldest()).isEqualTo(key(3));
        assertThat(order.saved(key(1))).isTrue();
        assertThat(order.size()).isEqualTo(3);
    }

    @Test
    void aKeyThatComesBackIsNotTakenForSaved() {
        order.touch(key(1));
        order.markSaved(key(1));
        order.markSaved(key(2));
        order.remove(key(1));
        order.touch(key(1));

        assertThat(order.saved(key(1))).isFalse();
        assertThat(order.saved(key(2))).isFalse();
        order.markSaved(key(1));
        order.clear();
        order.touch(key(3));
        assertThat(order.saved(key(3))).isFalse();
    }

    @Test
    void itBehavesAsALinkedMapWould() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<CacheKey, Boolean> model = new LinkedHashMap<>(16, 0.75f, true);
        for (int step = 0; step < 100_000; step++) {
            CacheKey key = key(random.nextInt(4_000));
            if (random.nextInt(3) > 0) {
                order.touch(key);
                model.put(key, true);
            } else {
                assertThat(order.remove(key)).as("seed %d", seed).isEqualTo(model.remove(key) != null);
            }
            assertThat(order.size()).isEqualTo(model.size());
            assertThat(order.contains(key)).isEqualTo(model.containsKey(key));
        }
        for (CacheKey key : model.keySet()) {
            assertThat(order.oldest()).as("seed %d", seed).isEqualTo(key);
            order.remove(key);
        }
        assertThat(order.oldest()).isNull();
    }
}
