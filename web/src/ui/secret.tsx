import { IconDownload, IconEye, IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useText } from '../text/text.tsx';
import { Button } from './button.tsx';
import { CopyButton } from './copy.tsx';
import { download } from './download.ts';
import styles from './secret.module.css';

/** A secret that is hidden until somebody looks at it. */
export function Secret({ secret, name = 'PATCHLIGHT_API_KEY' }: { secret: string; name?: string }) {
  const say = useText();
  const [isShown, setShown] = useState(false);
  return (
    <div className={styles.secret}>
      <code className={styles.value}>{isShown ? secret : `${secret.slice(0, 12)}${'•'.repeat(20)}`}</code>
      <span className="row">
        <Button
          kind="plain"
          small
          icon={isShown ? IconEyeOff : IconEye}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
        >
          {say(isShown ? 'field.hide' : 'field.show')}
        </Button>
        <CopyButton text={secret} small />
        <Button small icon={IconDownload} onClick={() => download('patchlight.env', `${name}=${secret}\n`)}>
          {say('secret.download')}
        </Button>
      </span>
    </div>
  );
}
