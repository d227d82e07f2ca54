package io.agenticproxy.cache;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

/** The response cache's settings. */
@Configuration
@EnableConfigurationProperties(CacheSettings.class)
class CacheConfiguration {}
