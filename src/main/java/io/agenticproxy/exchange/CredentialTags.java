package io.agenticproxy.exchange;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells credentials apart without knowing them: a keyed hash. The key belongs to the installation and is kept in its
 * database; until that has been read, one of this process's own is used. Thread-safe.
 */
public final class CredentialTags {
    public static final int KEY_BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";

    /** Keyed, and never used itself: a copy of it costs less than the look-up of a new one. */
    private volatile Mac keyed = keyed(newKey());

    public static byte[] newKey() {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        return random;
    }

    public void use(byte[] installationKey) {
        keyed = keyed(installationKey);
    }

    /** 64 hexadecimal digits. */
    public String tag(String credential) {
        try {
            Mac mac = (Mac) keyed.clone();
            return HexFormat.of().formatHex(mac.doFinal(credential.getBytes(StandardCharsets.UTF_8)));
        } catch (CloneNotSupportedException other) {
            throw new IllegalStateException("every JDK's " + ALGORITHM + " can be copied", other);
        }
    }

    private static Mac keyed(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, missing);
        }
    }
}
