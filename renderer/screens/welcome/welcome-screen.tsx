/** The fleet before its first host: one thing to do, and a way to look around without any Pi. */
import { useTranslation } from 'react-i18next';
import { Plus } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { Copyable } from '#renderer/components/copyable.tsx';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { formatRoute } from '#renderer/state/routes.ts';

export function WelcomeScreen() {
  const { t } = useTranslation('welcome');
  const navigate = useNavigate();
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <div className="mx-auto flex w-120 max-w-full flex-col gap-8 px-4 pt-[18vh] pb-8">
        <section className="flex flex-col items-start gap-3">
          <h1 className="text-xl font-semibold">{t('title')}</h1>
          <p>{t('body')}</p>
          <Button look="filled" icon={<Plus size={14} aria-hidden />} onClick={() => navigate(formatRoute({ screen: 'host-new' }))}>{t('add')}</Button>
          <p className="text-muted">{t('fromConfig')}</p>
        </section>
        <section className="flex flex-col gap-2 border-t pt-5">
          <h2 className="font-semibold">{t('demoTitle')}</h2>
          <p className="text-muted">{t('demoBody')}</p>
          <Copyable text="npm run demo" />
        </section>
      </div>
    </div>
  );
}
