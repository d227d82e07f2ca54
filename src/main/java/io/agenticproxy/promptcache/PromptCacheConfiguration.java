package io.agenticproxy.promptcache;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

@Configuration
@EnableConfigurationProperties(PromptCacheSettings.class)
class PromptCacheConfiguration {}
