import { isInsecureOn } from './advisories.ts';
import type { Calendar, Day } from './calendar.ts';
import { branchesOn, type DemoProject, type DemoRelease, releasesOn } from './projects.ts';

/** The release history of a project as drupal.org would have served it that day, with its dates moved. */
export function releaseHistoryXml(project: DemoProject, day: Day, calendar: Calendar): string {
  const { name, title, type } = project;
  return `<?xml version="1.0" encoding="utf-8"?>
<project xmlns:dc="http://purl.org/dc/elements/1.1/">
<title>${escapeXml(title)}</title>
<short_name>${name}</short_name>
<type>project_${type}</type>
<supported_branches>${branchesOn(project, day)}</supported_branches>
<composer_namespace>drupal/${type === 'core' ? 'core' : name}</composer_namespace>
<project_status>published</project_status>
<link>https://www.drupal.org/project/${name}</link>
<releases>
${releasesOn(project, day)
  .map((release) => releaseXml(project, release, day, calendar))
  .join('\n')}
</releases>
</project>
`;
}

function releaseXml({ name, type }: DemoProject, release: DemoRelease, day: Day, calendar: Calendar): string {
  const { version } = release;
  const terms = [
    ...(release.isSecurity ? ['Security update'] : release.isDev ? [] : ['Bug fixes']),
    ...(!release.isDev && isInsecureOn(name, version, day) ? ['Insecure'] : []),
  ];
  const packaged = calendar.packagedAt(release.day).getTime() / 1000;
  return [
    `<release><name>${name} ${version}</name><version>${version}</version><tag>${version}</tag><status>published</status>`,
    `<release_link>https://www.drupal.org/project/${name}/releases/${version}</release_link>`,
    `<download_link>https://ftp.drupal.org/files/projects/${name}-${version}.tar.gz</download_link><date>${packaged}</date>`,
    `<terms>${terms.map((term) => `<term><name>Release type</name><value>${term}</value></term>`).join('')}</terms>`,
    type === 'core' ? '' : '<core_compatibility>^10.3 || ^11</core_compatibility>',
    '</release>',
  ].join('');
}

function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
