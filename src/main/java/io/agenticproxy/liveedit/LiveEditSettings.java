package io.agenticproxy.liveedit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param lookEvery how often the route files are read; an edit is taken over once two looks find the same
 * @param linger    how long old steps live on after their last call has left: its record may still be on its way
 *                  through the old wire tap
 */
@ConfigurationProperties("proxy.live-edit")
record LiveEditSettings(Duration lookEvery, Duration linger) {}
