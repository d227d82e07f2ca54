package io.agenticproxy.cache;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Every known key in the order of use: which ones there are, and which goes next. About 50 bytes a key, in arrays,
 * where a linked map would take five times as much: a million keys must fit into a small heap.
 *
 * <p>Slots hold the keys' 256 bits; a hash table chains them, a ring through slot 0 orders them. Every method takes the
 * same time for a thousand keys as for a million. Not thread-safe: guarded by the store.
 */
final class UseOrder {
    /** The ring's own slot: {@code newer} of it is the oldest key, {@code older} the newest. Ends chains too. */
    private static final int RING = 0;

    private static final int WORDS = 4;
    private static final int DIGITS = 16;
    private static final int FIRST_CAPACITY = 1 << 10;

    private long[] keys = new long[FIRST_CAPACITY * WORDS];
    private int[] older = new int[FIRST_CAPACITY];
    private int[] newer = new int[FIRST_CAPACITY];
    private int[] chain = new int[FIRST_CAPACITY];
    private int[] table = new int[FIRST_CAPACITY];
    /** Slots whose entry may be in the database. */
    private final BitSet saved = new BitSet();

    private int free = RING;
    private int used = 1;
    private int size;

    int size() {
        return size;
    }

    boolean contains(CacheKey key) {
        return slot(words(key)) != RING;
    }

    /** Makes it the most recently used one; adds it when it is not there. */
    void touch(CacheKey key) {
        long[] words = words(key);
        int slot = slot(words);
        if (slot == RING) {
            slot = add(words);
        } else {
            unlink(slot);
        }
        link(slot, older[RING], RING);
    }

    /** Adds a key of the database as the least recently used one; without effect when it is there. */
    void addOldest(CacheKey key) {
        long[] words = words(key);
        int slot = slot(words);
        if (slot == RING) {
            slot = add(words);
            link(slot, RING, newer[RING]);
        }
        saved.set(slot);
    }

    /** Its entry may be in the database from now on. */
    void markSaved(CacheKey key) {
        int slot = slot(words(key));
        if (slot != RING) {
            saved.set(slot);
        }
    }

    boolean saved(CacheKey key) {
        return saved.get(slot(words(key)));
    }

    /** The least recently used key; null when there is none. */
    @Nullable
    CacheKey oldest() {
        int slot = newer[RING];
        if (slot == RING) {
            return null;
        }
        StringBuilder hex = new StringBuilder(WORDS * DIGITS);
        for (int i = 0; i < WORDS; i++) {
            hex.append(HexFormat.of().toHexDigits(keys[slot * WORDS + i]));
        }
        return new CacheKey(hex.toString());
    }

    /** Whether it was there. */
    boolean remove(CacheKey key) {
        long[] words = words(key);
        int slot = slot(words);
        if (slot == RING) {
            return false;
        }
        unlink(slot);
        int bucket = bucket(words, 0);
        if (table[bucket] == slot) {
            table[bucket] = chain[slot];
        } else {
            int before = table[bucket];
            while (chain[before] != slot) {
                before = chain[before];
            }
            chain[before] = chain[slot];
        }
        saved.clear(slot);
        chain[slot] = free;
        free = slot;
        size--;
        return true;
    }

    void clear() {
        Arrays.fill(table, RING);
        older[RING] = RING;
        newer[RING] = RING;
        saved.clear();
        free = RING;
        used = 1;
        size = 0;
    }

    private int add(long[] words) {
        int slot = free;
        if (slot != RING) {
            free = chain[slot];
        } else {
            if (used == older.length) {
                grow();
            }
            slot = used++;
        }
        System.arraycopy(words, 0, keys, slot * WORDS, WORDS);
        int bucket = bucket(words, 0);
        chain[slot] = table[bucket];
        table[bucket] = slot;
        size++;
        return slot;
    }

    private void grow() {
        int capacity = older.length * 2;
        keys = Arrays.copyOf(keys, capacity * WORDS);
        older = Arrays.copyOf(older, capacity);
        newer = Arrays.copyOf(newer, capacity);
        chain = Arrays.copyOf(chain, capacity);
        table = new int[capacity];
        for (int slot = newer[RING]; slot != RING; slot = newer[slot]) {
            int bucket = bucket(keys, slot * WORDS);
            chain[slot] = table[bucket];
            table[bucket] = slot;
        }
    }

    private void link(int slot, int before, int after) {
        older[slot] = before;
        newer[slot] = after;
        newer[before] = slot;
        older[after] = slot;
    }

    private void unlink(int slot) {
        newer[older[slot]] = newer[slot];
        older[newer[slot]] = older[slot];
    }

    private int slot(long[] words) {
        int slot = table[bucket(words, 0)];
        while (slot != RING && !Arrays.equals(keys, slot * WORDS, slot * WORDS + WORDS, words, 0, WORDS)) {
            slot = chain[slot];
        }
        return slot;
    }

    private int bucket(long[] words, int at) {
        return Long.hashCode(words[at] ^ words[at + 1] ^ words[at + 2] ^ words[at + 3]) & table.length - 1;
    }

    private static long[] words(CacheKey key) {
        long[] words = new long[WORDS];
        for (int i = 0; i < WORDS; i++) {
            words[i] = Long.parseUnsignedLong(key.hex(), i * DIGITS, (i + 1) * DIGITS, DIGITS);
        }
        return words;
    }
}
