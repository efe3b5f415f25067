// One line a project: name | title | m module, t theme | supported branches, each with the day from which it counts |
// releases, `!` where drupal.org tagged a security update | dev snapshot. Names, versions and dates are those of
// drupal.org as of 20 August 2026 where they were known; a few older releases in between are plausible, not looked up.
export const projectLines = `
address|Address|m|2.0.|2.0.2@2024-10-01 2.0.3@2025-01-14 2.0.4@2025-05-05
admin_feedback|Admin Feedback|m|2.|2.6.0@2024-11-19 2.7.0@2025-06-10 2.8.0!@2026-06-24
admin_toolbar|Admin Toolbar|m|3.|3.5.0@2024-08-02 3.5.1@2024-10-31 3.5.3@2025-02-21 3.6.1@2025-06-04 3.6.2@2025-07-29 3.6.3@2026-01-02
allowed_formats|Allowed Formats|m|3.0.|3.0.0@2024-02-06 3.0.1@2024-08-08
autologout|Automated Logout|m|8.x-1.,2.0.|2.0.0@2025-03-04 2.0.1@2025-10-21 2.0.2!@2026-03-18
big_pipe_sessionless|BigPipe Sessionless|m|2.2.|2.2.0@2023-10-24
captcha|CAPTCHA|m|8.x-1.,2.0.|2.0.7@2024-12-02 2.0.8@2025-05-20 2.0.9@2025-09-30 2.0.10!@2026-02-25
ckeditor5_paste_filter|CKEditor 5 Paste Filter|m|1.|1.0.1@2024-03-27 1.1.0@2025-02-26 1.1.1@2025-12-10
colorbox|Colorbox|m|2.1.,2.2.|2.1.2@2024-12-10 2.1.3!@2025-04-23 2.1.4@2025-09-16 2.1.5!@2026-07-01
commerce|Drupal Commerce|m|3.|3.1.0@2025-05-15 3.2.0@2025-09-02 3.3.0@2026-01-27 3.3.4@2026-04-21 3.3.6!@2026-06-03
commerce_paypal|Commerce PayPal|m|8.x-1.,2.1.|2.1.0@2025-02-11 2.1.1@2025-07-22 2.1.2@2026-02-03 2.1.3!@2026-08-12
config_filter|Config Filter|m|8.x-2.|8.x-2.6@2023-10-26 8.x-2.7@2025-03-18
config_ignore|Config Ignore|m|8.x-3.|8.x-3.2@2024-01-14 8.x-3.3@2024-04-16 8.x-3.4@2026-04-25
consumers|Consumers|m|8.x-1.|8.x-1.17@2023-03-27 8.x-1.19@2024-10-10 8.x-1.22@2025-11-28 8.x-1.24@2026-02-11
content_lock|Content lock|m|8.x-2. 2026-06-23=3.0.|8.x-2.4@2024-05-15 3.0.0-alpha4@2025-07-08 3.0.0@2026-06-23
crop|Crop API|m|8.x-2.|8.x-2.3@2022-10-10 8.x-2.4@2024-07-08 8.x-2.5@2025-11-14 8.x-2.6@2026-03-09
csp|Content-Security-Policy|m|2.2.|2.2.1@2024-11-05 2.2.2@2025-03-12 2.2.3@2025-12-02 2.2.4@2026-04-28
csp_log|CSP Log|m|1.0.|1.0.0@2024-09-10 1.0.1@2025-02-19
ctools|Chaos Tool Suite|m|4.1.|4.0.4@2023-08-21 4.1.0@2024-06-11
default_content|Default Content|m|2.0.|2.0.0-alpha3@2024-08-24 2.0.0-beta1@2026-01-12
diff|Diff|m|8.x-1. 2026-08-12=2.0.,2.1.|8.x-1.8@2024-10-02 8.x-1.9@2025-06-03 8.x-1.10@2026-01-20 2.0.0@2026-08-05 2.0.1!@2026-08-12 2.1.0@2026-08-05 2.1.1!@2026-08-12
draggableviews|DraggableViews|m|2.1.|2.1.3@2023-04-25 2.1.4@2024-06-01
easy_breadcrumb|Easy Breadcrumb|m|2.0.|2.0.6@2024-02-04 2.0.8@2024-08-13 2.0.9@2024-11-28
eca|ECA: Event - Condition - Action|m|2.1. 2025-12-16=2.1.,3.0. 2026-05-12=2.1.,3.0.,3.1.|2.1.10@2025-07-15 2.1.14@2025-11-04 2.1.18@2026-03-24 2.1.20!@2026-07-08 3.0.0@2025-12-16 3.0.8@2026-03-24 3.0.12!@2026-07-08 3.1.0@2026-05-12 3.1.3@2026-06-16 3.1.4!@2026-07-08
editoria11y|Editoria11y Accessibility Checker|m|2.2.|2.2.4@2025-01-23 2.2.11@2025-06-11 2.2.16@2025-09-29 2.2.19@2025-12-20 2.2.21@2026-03-26 2.2.22@2026-04-27
elasticsearch_connector|Elasticsearch Connector|m|8.0.|8.0.0-alpha4@2025-02-21 8.0.0-alpha5@2025-09-30 8.0.0-alpha6@2026-03-03 8.0.0-alpha7@2026-04-28
encrypt|Encrypt|m|8.x-3.|8.x-3.1@2022-11-28 8.x-3.2@2024-09-29
entity|Entity API|m|8.x-1.|8.x-1.5@2024-08-11 8.x-1.6@2025-02-19
entity_browser|Entity Browser|m|8.x-2.|8.x-2.12@2024-11-03 8.x-2.13@2025-02-16 8.x-2.15@2025-09-04 8.x-2.16!@2026-08-05
entity_reference_revisions|Entity Reference Revisions|m|8.x-1.|8.x-1.11@2024-01-13 8.x-1.12@2024-08-04 8.x-1.13@2025-12-12 8.x-1.14@2026-01-01
entity_usage|Entity Usage|m|8.x-2.|8.x-2.0-beta23@2025-03-11 8.x-2.0-beta24@2025-04-04 8.x-2.0-beta25@2025-11-05 8.x-2.0-beta28@2026-02-19 8.x-2.0@2026-05-27
eu_cookie_compliance|EU Cookie Compliance|m|8.x-1.|8.x-1.24@2022-10-07 8.x-1.25@2024-09-03 8.x-1.26!@2025-05-28
external_entities|External Entities|m|3.0.|3.0.0-beta5@2025-04-16 3.0.0-beta7@2025-12-18 3.0.0-rc1@2026-01-31 3.0.0-rc2@2026-04-15|3.0.x-dev@2026-05-19
externalauth|External Authentication|m|2.0.|2.0.6@2024-07-11 2.0.7@2025-01-03 2.0.8@2025-04-02 2.0.11@2026-02-26 2.0.13!@2026-08-12
field_group|Field Group|m|8.x-3.,4.0.|8.x-3.6@2024-08-03 4.0.0@2025-04-24
file_mdm|File metadata manager|m|3.|3.0.0@2023-08-07 3.1.0@2024-06-11 3.2.0@2025-07-10
flysystem|Flysystem|m|2.2.,2.3.|2.2.0-beta2@2025-01-30 2.2.0@2025-08-25 2.3.0@2025-08-25
focal_point|Focal Point|m|2.1.|2.1.0@2024-05-07 2.1.1@2024-07-16 2.1.2@2024-11-14
geolocation|Geolocation Field|m|8.x-3.|8.x-3.13@2024-06-04 8.x-3.14@2025-01-28 8.x-3.15!@2026-06-24
gin|Gin Admin Theme|t|4.1. 2025-12-18=5.0.|4.0.6@2025-02-28 4.1.0@2025-06-18 5.0.10@2025-12-18 5.0.11@2026-01-13
gin_toolbar|Gin Toolbar|m|2.1.,3.0.|2.1.0@2025-06-18 3.0.2@2025-07-11 3.0.3@2026-01-16
gtranslate|GTranslate|m|3.0.|3.0.3@2024-10-22 3.0.4@2025-06-17 3.0.5!@2026-05-13
hal|HAL|m|2.0.|2.0.3@2024-07-17 2.0.4@2025-02-02
health_check|Health Check|m|3.|3.0.0@2022-12-20 3.1.0@2024-06-19 3.2.0@2026-06-27
imagecache_external|Imagecache External|m|3.0.|3.0.4@2024-08-03 3.0.5@2025-06-03 3.0.7@2025-11-25 3.0.8@2026-01-12 3.0.9@2026-05-10
imagemagick|ImageMagick|m|4.0. 2026-01-30=4.0.,5.0.|4.0.2@2024-08-28 5.0.1@2026-01-30
jquery_ui|jQuery UI|m|8.x-1.|8.x-1.6@2022-11-15 8.x-1.7@2024-05-29 8.x-1.8@2025-09-27
js_cookie|JS Cookie|m|1.0.|1.0.1@2023-09-05 1.0.2@2025-11-03
json_field|JSON Field|m|8.x-1.|8.x-1.3@2023-08-09 8.x-1.4@2024-12-03 8.x-1.5!@2025-09-24 8.x-1.7@2025-10-05
jsonapi_extras|JSON:API Extras|m|8.x-3.|8.x-3.24@2023-09-11 8.x-3.26@2024-10-01 8.x-3.27@2025-10-17 8.x-3.28@2025-12-19
jsonapi_menu_items|JSON:API Menu Items|m|1.2.|1.2.4@2022-12-10 1.2.8@2025-06-02
jsonapi_resources|JSON:API Resources|m|8.x-1.|8.x-1.3@2025-05-07 8.x-1.7@2026-06-18
key|Key|m|8.x-1.|8.x-1.19@2024-07-04 8.x-1.20@2025-04-13 8.x-1.21@2025-12-21 8.x-1.22@2026-01-20
linkit|Linkit|m|7.0.|7.0.8@2025-06-24 7.0.9@2025-09-11 7.0.12@2025-12-11 7.0.13@2026-03-09 7.0.16@2026-06-12
media_entity_file_replace|Media Entity File Replace|m|8.x-1.|8.x-1.2@2023-11-27 8.x-1.3@2024-08-22
menu_link_attributes|Menu Link Attributes|m|8.x-1.|8.x-1.3@2022-12-14 8.x-1.5@2024-08-28 8.x-1.6@2025-12-07 8.x-1.7@2026-03-23
metatag|Metatag|m|2.1. 2025-09-23=2.2.|2.1.0@2024-11-07 2.1.1@2025-05-29 2.2.0@2025-09-23
migrate_plus|Migrate Plus|m|6.0.|6.0.5@2024-11-20 6.0.8@2025-07-28 6.0.10@2026-01-23
monolog|Monolog|m|3.0.|3.0.4@2024-08-12 3.0.5@2025-05-15 3.0.7@2025-09-29
oembed_providers|oEmbed Providers|m|2.2.|2.2.0@2024-08-17 2.2.1@2024-10-25 2.2.2!@2025-05-07 2.2.3@2025-12-01
openid_connect|OpenID Connect / OAuth client|m|8.x-1.,3.0.|3.0.0-alpha4@2024-12-12 3.0.0-alpha6@2025-02-13 3.0.0-alpha8@2026-03-11
paragraphs|Paragraphs|m|8.x-1.|8.x-1.18@2024-08-07 8.x-1.19@2025-03-02 8.x-1.20@2026-01-01 8.x-1.21!@2026-06-24
pathauto|Pathauto|m|8.x-1.|8.x-1.12@2024-04-05 8.x-1.13@2025-02-14 8.x-1.14@2025-10-07 8.x-1.15@2026-05-06
photoswipe|PhotoSwipe|m|3.|3.0.4@2024-09-24 3.1.0@2025-08-19 3.2.0!@2026-07-22
purge|Purge|m|8.x-3.|8.x-3.5@2023-10-12 8.x-3.6@2024-06-28
quicktabs|Quick Tabs|m|4.|4.1.0@2025-02-18 4.2.0@2025-09-09 4.3.0@2026-04-14 4.3.1!@2026-08-12
radioactivity|Radioactivity|m|4.1.|4.0.3@2023-01-24 4.1.0@2025-02-09
raven|Raven: Sentry Integration|m|6.0. 2026-06-04=7.|6.0.13@2024-12-16 6.0.15@2025-02-06 6.0.16@2025-08-15 7.4.0@2026-06-04
rdf|RDF|m|2.1.|2.1.1@2022-10-21
redirect|Redirect|m|8.x-1.|8.x-1.10@2024-08-10 8.x-1.11@2025-01-20 8.x-1.12@2025-08-28 8.x-1.13@2026-04-24|8.x-1.x-dev@2026-06-30
redis|Redis|m|8.x-1.|8.x-1.8@2024-09-17 8.x-1.10@2025-08-01 8.x-1.11@2025-11-09
responsive_favicons|Responsive Favicons|m|2.0.|2.0.0@2023-05-16 2.0.1@2024-08-13 2.0.2!@2026-02-25
role_delegation|Role Delegation|m|8.x-1.|8.x-1.3@2024-09-13 8.x-1.4@2025-06-27 8.x-1.5!@2026-01-14 8.x-1.6@2026-01-30
scheduler|Scheduler|m|2.2. 2026-06-05=2.2.,2.3.|2.2.0@2025-02-18 2.2.1@2025-06-30 2.2.2@2025-10-19 2.3.0@2026-06-05
search_api|Search API|m|8.x-1.|8.x-1.37@2024-11-27 8.x-1.38@2025-02-23 8.x-1.39@2025-09-27 8.x-1.40@2025-11-01 8.x-1.41@2026-06-08|8.x-1.x-dev@2026-08-04
search_api_autocomplete|Search API Autocomplete|m|8.x-1.|8.x-1.10@2024-09-24 8.x-1.11@2025-07-08 8.x-1.12!@2026-07-22
search_api_solr|Search API Solr|m|4.3.|4.3.8@2025-02-25 4.3.9!@2025-04-23 4.3.10@2025-07-03
select2|Select 2|m|2.0.|8.x-1.15@2023-05-05 2.0.0@2025-01-09
simple_oauth|Simple OAuth & OpenID Connect|m|6.0.|6.0.4@2025-06-17 6.0.6@2025-09-30 6.0.7!@2025-10-29 6.0.9@2026-02-17
simple_sitemap|Simple XML sitemap|m|4.2.|4.2.1@2024-08-16 4.2.2!@2025-06-25 4.2.3@2025-11-26
siteimprove|Siteimprove Plugin|m|2.0.,3.0.|2.0.4@2025-03-25 2.0.5@2025-09-26 3.0.4@2025-09-26 3.0.5@2026-05-29
stage_file_proxy|Stage File Proxy|m|3.1.|3.1.4@2025-01-21 3.1.5!@2025-04-16 3.1.6@2025-09-11
tagify|Tagify|m|1.2.|1.2.40@2025-08-26 1.2.44!@2025-12-03 1.2.49!@2026-02-25 1.2.52!@2026-06-10
tfa|Two-factor Authentication|m|8.x-1.|8.x-1.10@2025-03-05 8.x-1.11!@2025-07-02 8.x-1.12@2025-07-18
token|Token|m|8.x-1.|8.x-1.14@2024-04-13 8.x-1.15@2024-07-28 8.x-1.16@2025-09-06 8.x-1.17@2026-01-09
twig_tweak|Twig Tweak|m|3.4.|3.4.0@2024-07-21 3.4.1@2025-05-29 3.4.2@2026-04-21
ui_patterns|UI Patterns|m|2.0.|2.0.7@2025-07-21 2.0.10@2025-11-17 2.0.14@2026-03-30 2.0.17!@2026-07-08|2.0.x-dev@2026-07-21
ultimate_cron|Ultimate Cron|m|8.x-2.|8.x-2.0-alpha6@2022-10-22 8.x-2.0-beta1@2024-11-28
varnish_purge|Varnish Purge|m|8.x-2.|8.x-2.2@2023-04-11 8.x-2.3@2025-02-18
view_unpublished|View Unpublished|m|8.x-1.|8.x-1.2@2024-03-02 8.x-1.3@2024-08-24
views_bulk_edit|Views Bulk Edit|m|3.0.|3.0.0@2024-09-03 3.0.1@2026-01-26
views_bulk_operations|Views Bulk Operations|m|4.3.,4.4.|4.3.4@2025-03-10 4.4.0@2025-06-24 4.4.4@2025-10-24 4.4.5@2026-05-13
views_infinite_scroll|Views Infinite Scroll|m|2.0.|2.0.2@2023-07-10 2.0.3@2024-08-22
webform|Webform|m|6.2.|6.2.7@2024-10-15 6.2.9@2024-12-19
webform_rest|Webform REST|m|4.|4.0.2@2024-03-12 4.0.3@2025-04-08 4.1.0!@2026-07-22
`;

// The same for core. Its branches change with every minor release.
export const coreLine = `drupal|Drupal core|c|10.4.,10.5.,11.1.,11.2. 2025-12-17=10.5.,10.6.,11.2.,11.3. 2026-06-24=10.6.,11.3.,11.4.|\
10.4.5@2025-03-19 10.4.8@2025-06-05 10.4.9!@2025-11-12 10.4.10!@2026-05-20 \
10.5.1@2025-06-26 10.5.2@2025-08-06 10.5.3@2025-09-04 10.5.4@2025-10-02 10.5.6!@2025-11-12 10.5.8@2026-01-07 10.5.9!@2026-04-15 10.5.10!@2026-05-20 10.5.12!@2026-06-17 \
10.6.0@2025-12-17 10.6.2@2026-01-07 10.6.5@2026-03-06 10.6.7!@2026-04-15 10.6.9!@2026-05-20 10.6.11!@2026-06-17 10.6.12@2026-06-23 10.6.13!@2026-07-15 \
11.1.8@2025-06-26 11.1.9!@2025-11-12 11.1.10!@2026-05-20 \
11.2.2@2025-07-03 11.2.3@2025-08-06 11.2.4@2025-09-04 11.2.5@2025-10-02 11.2.8!@2025-11-12 11.2.10@2025-12-10 11.2.11!@2026-04-15 11.2.12!@2026-05-20 11.2.14!@2026-06-17 \
11.3.0@2025-12-17 11.3.2@2026-01-07 11.3.5@2026-03-06 11.3.7!@2026-04-15 11.3.10!@2026-05-20 11.3.12!@2026-06-17 11.3.13@2026-06-23 11.3.14!@2026-07-15 \
11.4.0@2026-06-24 11.4.2@2026-07-08 11.4.4!@2026-07-15`;

/** Extensions of a project beside the one of its own name, where sites commonly install them. */
export const submodules: Readonly<Record<string, readonly string[]>> = {
  admin_toolbar: ['admin_toolbar_search', 'admin_toolbar_tools'],
  commerce: ['commerce_cart', 'commerce_checkout', 'commerce_order', 'commerce_payment', 'commerce_product'],
  ctools: ['ctools_block'],
  eca: ['eca_base', 'eca_content', 'eca_user'],
  elasticsearch_connector: ['elasticsearch_connector_views'],
  jsonapi_extras: ['jsonapi_defaults'],
  metatag: ['metatag_open_graph', 'metatag_twitter_cards', 'metatag_views'],
  paragraphs: ['paragraphs_library'],
  purge: ['purge_drush', 'purge_processor_cron', 'purge_queuer_coretags', 'purge_ui'],
  redirect: ['redirect_404'],
  search_api: ['search_api_db'],
  search_api_solr: ['search_api_solr_admin'],
  ui_patterns: ['ui_patterns_blocks', 'ui_patterns_layouts'],
  views_bulk_operations: ['actions_permissions'],
  webform: ['webform_node', 'webform_ui'],
};
