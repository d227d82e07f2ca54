package io.agenticproxy.demo;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the simulated API behaves.
 *
 * @param pace factor on all its pauses: 1 is plausible, 0 is none
 */
@ConfigurationProperties("proxy.demo")
record DemoSettings(@DefaultValue("1.0") double pace) {
    DemoSettings {
        if (!(pace >= 0 && pace <= 100)) {
            throw new IllegalArgumentException("proxy.demo.pace must be from 0 to 100, was '" + pace + "'");
        }
    }
}
