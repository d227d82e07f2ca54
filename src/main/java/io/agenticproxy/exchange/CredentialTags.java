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

    private volatile SecretKeySpec key = new SecretKeySpec(newKey(), ALGORITHM);

    public static byte[] newKey() {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        return random;
    }

    public void use(byte[] installationKey) {
        key = new SecretKeySpec(installationKey, ALGORITHM);
    }

    /** 64 hexadecimal digits. */
    public String tag(String credential) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(credential.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, missing);
        }
    }
}
